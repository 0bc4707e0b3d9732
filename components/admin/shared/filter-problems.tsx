import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";

type FilterProblemsProps = {
  /** Whether the address holds what nobody could understand. */
  isRefused?: boolean;
  /** The days between which the list is asked for, ISO 8601. */
  from?: string | null;
  to?: string | null;
};

/** What is wrong with what a list is narrowed by, said before anyone takes what is shown for what they asked for. */
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
