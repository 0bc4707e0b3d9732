import type { Route } from "next";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Panel } from "@/components/admin/shared/panel";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";

/** The kinds of entries, by which the list is filtered. */
export const activityKinds = ["history", "notifications", "requests"] as const;
type ActivityKind = (typeof activityKinds)[number];

export type ActivityEntry = { key: string; kind: ActivityKind; at: Date; content: ReactNode };

type ActivityProps = {
  /** The page of the connection. */
  path: `/admin/connections/${string}`;
  entries: ActivityEntry[];
  /** The only kind that is shown; null for all. */
  kind: ActivityKind | null;
  /** Links to more of what is shown. */
  more: { href: Route; text: string }[];
};

const LINK = "inline-flex min-h-11 items-center underline underline-offset-4 hover:text-accent";

/** The past of a connection, newest first: changes, notifications and authorization requests, or one kind alone. */
export function Activity({ path, entries, kind, more }: ActivityProps) {
  const t = useTranslations("admin.connection.activity");
  const shown = entries
    .filter((entry) => kind === null || entry.kind === kind)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  return (
    <Panel id="activity" title={t("title")}>
      <nav aria-label={t("filter")} className="tabs -mt-2 mb-2">
        {([null, ...activityKinds] as const).map((one) => (
          <Link
            key={one}
            href={one ? `${path}?show=${one}#activity` : `${path}#activity`}
            aria-current={one === kind ? "true" : undefined}
          >
            {t(one ?? "all")}
          </Link>
        ))}
      </nav>
      {shown.length === 0 && <p className="py-2 text-muted">{t("none")}</p>}
      <ol className="divide-y divide-line">
        {shown.map(({ key, at, content }) => (
          <li key={key} className="grid gap-x-6 py-2.5 sm:grid-cols-[minmax(0,1fr)_auto]">
            <div className="wrap-anywhere min-w-0">{content}</div>
            <p className="text-muted text-sm">
              <StaffTime at={at} to="second" />
            </p>
          </li>
        ))}
      </ol>
      {more.length > 0 && (
        <p className="flex gap-6 text-sm">
          {more.map(({ href, text }) => (
            <Link key={href} href={href} className={LINK}>
              {text}
            </Link>
          ))}
        </p>
      )}
    </Panel>
  );
}
