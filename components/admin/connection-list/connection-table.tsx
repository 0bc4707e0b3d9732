"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ColumnHeading } from "@/components/admin/connection-list/column-heading";
import { CopyId, useHiddenIds } from "@/components/admin/connection-list/copy-id";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import type { ConnectionRow } from "@/components/admin/connection-list/rows";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import type { Selection } from "@/components/admin/connection-list/use-selection";
import { WaitingDisconnect } from "@/components/admin/connection-list/waiting-disconnect";
import { HealthBadge } from "@/components/connections/health-badge";
import { Link } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";

/** Columns that need more room than a screen has beside the others: with one of them, the table scrolls sideways. */
const WIDE: ListColumn[] = ["scopes", "metadata"];

type TableProps = {
  rows: ConnectionRow[];
  columns: ListColumn[];
  selection: Selection;
  /** Whether a phone shows the boxes. */
  isSelecting: boolean;
  /** Retries a disconnect; null for support. */
  retry: ((formData: FormData) => Promise<void>) | null;
};

/**
 * The rows. They are one client component of plain texts, so that they travel once. A phone shows the business, its
 * health, and below them the label and the time: globals.css, `.rows`.
 */
export function ConnectionTable({ rows, columns, selection, isSelecting, retry }: TableProps) {
  const t = useTranslations("admin.connections");
  const { pending } = useListView();
  useHiddenIds();
  const every = rows.every(({ id }) => selection.isPicked(id));
  const isWide = columns.some((column) => WIDE.includes(column));
  return (
    <section
      aria-label={t("title")}
      aria-busy={pending}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={`rows ${isWide ? "wide" : ""} ${isSelecting ? "selecting" : ""}`}
    >
      <p id="select-hint" className="sr-only">
        {t("select.hint")}
      </p>
      <table>
        <colgroup>
          <col className="check" />
          <col className="business" />
          {columns.map((column) => (
            <col key={column} className={column} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <td className="check">
              <label>
                <input
                  type="checkbox"
                  aria-label={t("select.page")}
                  aria-describedby="select-hint"
                  checked={every}
                  onChange={({ target }) => selection.selectPage(target.checked)}
                />
              </label>
            </td>
            <ColumnHeading column="business" />
            {columns.map((column) => (
              <ColumnHeading key={column} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.id} className={selection.isPicked(row.id) ? "picked" : undefined}>
              <td className="check">
                <label>
                  <input
                    type="checkbox"
                    aria-label={t("select.row", { label: row.label ?? row.business, business: row.business })}
                    checked={selection.isPicked(row.id)}
                    readOnly
                    {...selection.checkbox(index)}
                  />
                </label>
              </td>
              <th scope="row">
                <Link href={connectionPath(row.id)} title={row.business}>
                  {row.business}
                </Link>
                {row.externalId && <small title={row.externalId}>{row.externalId}</small>}
                <small className="narrow">{row.label}</small>
              </th>
              {columns.map((column) => (
                <td key={column} className={column}>
                  <Cell column={column} row={row} retry={retry} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type CellProps = Pick<TableProps, "retry"> & { column: ListColumn; row: ConnectionRow };

function Cell({ column, row, retry }: CellProps): ReactNode {
  const t = useTranslations("admin.connections");
  switch (column) {
    case "label":
      return row.label ? <span title={row.label}>{row.label}</span> : <span className="text-muted">–</span>;
    case "health":
      return (
        <>
          <HealthBadge health={row.health} />
          {row.lastAt && (
            <small className="narrow">{t.rich("lastAgo", { ago: () => <LastNotification row={row} /> })}</small>
          )}
          {row.waiting && <WaitingDisconnect id={row.id} {...row.waiting} retry={retry} />}
        </>
      );
    case "scopes":
      return row.scopes;
    case "connectedAt":
      return row.connected;
    case "lastNotificationAt":
      return row.lastAt ? <LastNotification row={row} /> : row.last;
    case "id":
      return <CopyId id={row.id} business={row.business} />;
    case "metadata":
      return <span title={row.metadata}>{row.metadata}</span>;
  }
}

function LastNotification({ row }: { row: ConnectionRow }) {
  return (
    <time dateTime={row.lastAt} title={row.lastExact}>
      {row.last}
    </time>
  );
}
