import { useTranslations } from "next-intl";
import { z } from "zod";
import { Notice } from "@/components/ui/notice";

const outcomes = z.enum(["none", "one", "some"]);
/** How many notifications a retry released: none, one or more. */
export type RetryOutcome = z.infer<typeof outcomes>;

/** The notice after a retry, as the URL names it. */
export function RetryNotice({ outcome }: { outcome: string | string[] | undefined }) {
  const t = useTranslations("admin.notifications.retry");
  const parsed = outcomes.safeParse(outcome);
  return parsed.success && <Notice kind="good">{t(`done.${parsed.data}`)}</Notice>;
}
