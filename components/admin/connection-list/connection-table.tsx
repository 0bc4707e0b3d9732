"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useListView, ViewLink } from "@/components/admin/connection-list/list-view-provider";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import type { Selection } from "@/components/admin/connection-list/use-selection";
import { WaitingDisconnect } from "@/components/admin/connection-list/waiting-disconnect";
import { HealthBadge } from "@/components/connections/health-badge";
import { ScopeNames } from "@/components/connections/scope-names";
import { Link } from "@/components/ui/link";
import type { ListedConnection } from "@/lib/connections/list-for-staff";
import { type SortColumn, sortColumns } from "@/lib/connections/search/sorts";
import { connectionPath } from "@/lib/http/paths";

type Column = "business" | ListColumn;

/** Fixed widths, so that columns do not move between pages. */
const WIDTH: Record<Column, string> = {
  business: "w-60",
  label: "w-43",
  health: "w-44",
  scopes: "w-60",
  connectedAt: "w-30",
  lastNotificationAt: "w-48",
  id: "w-72",
  metadata: "w-96",
};

/** Columns that move below the business on narrow screens. */
const NARROW = ["label", "health"] as const satisfies ListColumn[];
const isNarrow = (column: Column) => NARROW.some((one) => one === column);
const place = (column: Column) => (isNarrow(column) ? "max-sm:hidden" : "");

type TableProps = {
  connections: ListedConnection[];
  columns: ListColumn[];
  selection: Selection;
  /** Retries a disconnect; null for support. */
  retry: ((formData: FormData) => Promise<void>) | null;
};

/** The rows. They are one client component, so that their data is sent only once. */
export function ConnectionTable({ connections, columns, selection, retry }: TableProps) {
  const t = useTranslations("admin.connections");
  const { pending } = useListView();
  const shown: Column[] = ["business", ...columns];
  const every = connections.every(({ receiptheroId }) => selection.isPicked(receiptheroId));
  return (
    <section
      aria-label={t("title")}
      aria-busy={pending}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto border border-line border-t-0 bg-surface sm:rounded-b-xl"
    >
      <p id="select-hint" className="sr-only">
        {t("select.hint")}
      </p>
      <table
        className={`w-full min-w-max table-fixed text-left text-sm transition-opacity ${pending ? "opacity-60" : ""}`}
      >
        <colgroup>
          <col className="w-12" />
          {shown.map((column) => (
            <col key={column} className={`${WIDTH[column]} ${place(column)}`} />
          ))}
        </colgroup>
        <thead className="text-muted text-sm">
          <tr>
            <td className="pl-4">
              <Check
                label={t("select.page")}
                checked={every}
                onChange={({ target }) => selection.selectPage(target.checked)}
              />
            </td>
            {shown.map((column) => (
              <Heading key={column} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {connections.map((connection, index) => (
            <tr
              key={connection.receiptheroId}
              className={`border-line border-t align-baseline ${selection.isPicked(connection.receiptheroId) ? "bg-accent-soft" : ""}`}
            >
              <td className="pt-1.5 pl-4 align-top">
                <Check
                  label={t("select.row", { label: connection.label, business: connection.business })}
                  checked={selection.isPicked(connection.receiptheroId)}
                  aria-describedby="select-hint"
                  readOnly
                  {...selection.checkbox(index)}
                />
              </td>
              <th scope="row" className="truncate px-3 py-2.5 font-medium" title={connection.business}>
                <Link href={connectionPath(connection.receiptheroId)} className="hover:text-accent hover:underline">
                  {connection.business}
                </Link>
                {connection.externalId && (
                  <div className="truncate font-normal text-muted">{connection.externalId}</div>
                )}
                {NARROW.filter((column) => columns.includes(column)).map((column) => (
                  <div key={column} className="truncate pt-1 font-normal text-muted sm:hidden">
                    <Cell column={column} connection={connection} retry={retry} />
                  </div>
                ))}
              </th>
              {columns.map((column) => (
                <td key={column} className={`truncate px-3 py-2.5 ${place(column)}`}>
                  <Cell column={column} connection={connection} retry={retry} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type CheckProps = React.ComponentProps<"input"> & { label: string };

/** A checkbox in a square that is large enough to hit. */
function Check({ label, ...props }: CheckProps) {
  return (
    <label className="noscript:invisible flex size-8 items-center">
      <span className="sr-only">{label}</span>
      <input type="checkbox" className="size-4.5 accent-accent" {...props} />
    </label>
  );
}

/** The header of a column. A click sorts by the column, and a second click reverses the order. */
function Heading({ column }: { column: Column }) {
  const t = useTranslations("admin.connections.columns");
  const { query } = useListView();
  const sorts = sortColumns.find((one) => one === column);
  if (!sorts) {
    return (
      <th scope="col" className={`px-3 py-2.5 font-medium ${place(column)}`}>
        {t(column)}
      </th>
    );
  }
  const direction = query.sort === sorts ? "ascending" : query.sort === `-${sorts}` ? "descending" : undefined;
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={direction} className={`px-3 font-medium ${place(column)}`}>
      <ViewLink
        changes={{ sort: nextSort(sorts, direction) }}
        className={`flex min-h-11 items-center gap-1.5 hover:text-ink ${direction ? "text-ink" : ""}`}
      >
        {t(column)}
        <Arrow aria-hidden className={`size-3.5 ${direction ? "" : "invisible"}`} />
      </ViewLink>
    </th>
  );
}

/** The first click sorts names from A to Z and times newest first. The second click reverses that. */
function nextSort(column: SortColumn, direction: "ascending" | "descending" | undefined) {
  const first = column.endsWith("At") ? "descending" : "ascending";
  const next = direction === first ? (first === "ascending" ? "descending" : "ascending") : first;
  return next === "ascending" ? column : (`-${column}` as const);
}

type CellProps = Pick<TableProps, "retry"> & { column: ListColumn; connection: ListedConnection };

function Cell({ column, connection, retry }: CellProps): ReactNode {
  const t = useTranslations("admin.connections");
  const format = useFormatter();
  switch (column) {
    case "label":
      return <span title={connection.label}>{connection.label}</span>;
    case "health":
      return (
        <>
          <HealthBadge health={connection.health} />
          {connection.disconnectingSince && <WaitingDisconnect connection={connection} retry={retry} />}
        </>
      );
    case "scopes":
      return <ScopeNames scopes={connection.scopes} />;
    case "connectedAt":
      return <span className="text-muted">{format.dateTime(connection.connectedAt, "day")}</span>;
    case "lastNotificationAt":
      return (
        <span className="text-muted">
          {connection.lastNotificationAt ? format.dateTime(connection.lastNotificationAt, "utc") : t("never")}
        </span>
      );
    case "id":
      return <code className="font-mono text-muted text-xs">{connection.receiptheroId}</code>;
    case "metadata": {
      const pairs = Object.entries(connection.metadata ?? {}).map(([key, value]) => `${key}: ${String(value)}`);
      return <span title={pairs.join("\n")}>{pairs.join(" · ")}</span>;
    }
  }
}
