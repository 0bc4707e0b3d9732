"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { ColumnHeading } from "@/components/admin/connection-list/column-heading";
import { CopyId, useHiddenIds } from "@/components/admin/connection-list/copy-id";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import type { ConnectionRow } from "@/components/admin/connection-list/rows";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import type { Selection } from "@/components/admin/connection-list/use-selection";
import { WaitingDisconnect } from "@/components/admin/connection-list/waiting-disconnect";
import { Time } from "@/components/admin/shared/time";
import { HealthBadge } from "@/components/connections/health-badge";
import { Link } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";

/** Columns that need more room than a screen has beside the others: with one of them, the table scrolls sideways. */
const WIDE: ListColumn[] = ["scopes", "metadata"];

/** The columns whose cells have styles of their own. */
const STYLED: ListColumn[] = ["label", "health", "id"];

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
  const [said, announce] = useState("");
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
      <table onPointerOver={showWhole}>
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
                    onChange={doNothing}
                    {...selection.checkbox(index)}
                  />
                </label>
              </td>
              <th scope="row">
                <Link href={connectionPath(row.id)}>{row.business}</Link>
                {row.externalId && <small>{row.externalId}</small>}
                {row.tags && <small>{row.tags}</small>}
                {row.label && <small className="narrow">{row.label}</small>}
              </th>
              {columns.map((column) => (
                <td key={column} className={STYLED.includes(column) ? column : undefined}>
                  <Cell column={column} row={row} retry={retry} announce={announce} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* Always there: a screen reader may miss one that comes with its text. */}
      <p role="status" className="sr-only">
        {said}
      </p>
    </section>
  );
}

/** The click has already changed the selection. Without a handler, React asks for one. */
function doNothing(): void {}

type CellProps = Pick<TableProps, "retry"> & {
  column: ListColumn;
  row: ConnectionRow;
  announce: (text: string) => void;
};

function Cell({ column, row, retry, announce }: CellProps): ReactNode {
  const t = useTranslations("admin.connections");
  switch (column) {
    case "label":
      return row.label ? row.label : <span className="text-muted">–</span>;
    case "health":
      return (
        <>
          <HealthBadge health={row.health} />
          {row.lastAt && <small className="narrow">{t.rich("lastAgo", { ago: () => row.last })}</small>}
          {row.waiting && <WaitingDisconnect id={row.id} {...row.waiting} retry={retry} />}
        </>
      );
    case "scopes":
      return row.scopes;
    case "connectedAt":
      return row.connected;
    case "lastNotificationAt":
      return row.lastAt && row.last ? <Time time={[row.last, row.lastAt, row.lastExact ?? ""]} /> : row.last;
    case "id":
      return <CopyId id={row.id} business={row.business} announce={announce} />;
    case "metadata":
      return row.metadata;
  }
}

/** Gives a text that its column cuts a title, once it is pointed at. */
function showWhole({ target }: { target: EventTarget }): void {
  const cell = target instanceof HTMLElement ? target.closest("tbody :is(th, td:not(.id))") : null;
  if (!cell || !(target instanceof HTMLElement) || target.childElementCount > 0) return;
  if ([cell, target].some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth))
    target.title = target.textContent;
}
