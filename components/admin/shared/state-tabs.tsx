import type { Route } from "next";
import { useFormatter, useTranslations } from "next-intl";
import { LinkProgress } from "@/components/admin/shared/link-progress";
import { Link } from "@/components/ui/link";

type StateTab = { state: string; name: string; href: Route; count: number; isAlarming: boolean };

type StateTabsProps = {
  label: string;
  tabs: StateTab[];
  current: string;
  /** A larger count is shown as more than this. */
  maxCount?: number;
};

/** The states of a list, each with a link to its rows and their number. */
export function StateTabs({ label, tabs, current, maxCount = Number.POSITIVE_INFINITY }: StateTabsProps) {
  const t = useTranslations("admin.lists");
  const format = useFormatter();
  return (
    <nav aria-label={label} className="tabs mt-6">
      {tabs.map(({ state, name, href, count, isAlarming }) => (
        <Link key={state} href={href} aria-current={state === current ? "page" : undefined}>
          {name}
          {count > 0 && (
            <span className={`text-sm tabular-nums ${isAlarming ? "text-alert" : ""}`}>
              {count > maxCount ? t("more", { count: maxCount }) : format.number(count)}
            </span>
          )}
          <LinkProgress />
        </Link>
      ))}
    </nav>
  );
}
