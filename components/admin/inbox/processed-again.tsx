import { useTranslations } from "next-intl";
import { z } from "zod";
import { Notice } from "@/components/ui/notice";

const counted = z.coerce.number().int().min(0).max(1e9);

/** The answer to "process again": for how many, as the address says after it. */
export function ProcessedAgain({ count }: { count: string | string[] | undefined }) {
  const t = useTranslations("admin.inbox.again");
  const parsed = counted.safeParse(count);
  return parsed.success && <Notice kind="good">{t("done", { count: parsed.data })}</Notice>;
}
