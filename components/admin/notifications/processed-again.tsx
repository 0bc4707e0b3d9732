import { useTranslations } from "next-intl";
import { z } from "zod";
import { Notice } from "@/components/ui/notice";

const outcomes = z.enum(["none", "one", "some"]);
/** For how many notifications "process again" did something. */
export type ProcessedOutcome = z.infer<typeof outcomes>;

/** The answer to "process again", as the address says it. */
export function ProcessedAgain({ outcome }: { outcome: string | string[] | undefined }) {
  const t = useTranslations("admin.inbox.again");
  const parsed = outcomes.safeParse(outcome);
  return parsed.success && <Notice kind="good">{t(`done.${parsed.data}`)}</Notice>;
}
