import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";

type FilterProblemsProps = {
  /** Whether the URL contains an invalid value. */
  isRefused?: boolean;
  /** The first and last day of the filter, ISO 8601. */
  from?: string | null;
  to?: string | null;
};

/**
 * The problems of a filter. They are shown so that nobody takes the list for the result of the filter they asked for.
 */
export function FilterProblems({ isRefused = false, from, to }: FilterProblemsProps) {
  const t = useTranslations("admin.lists");
  const isReversed = Boolean(from && to && from > to);
  return (
    <div className="mt-5 grid gap-3 empty:hidden">
      {isRefused && <Notice kind="problem">{t("refused")}</Notice>}
      {isReversed && <Notice kind="problem">{t("reversed")}</Notice>}
    </div>
  );
}
