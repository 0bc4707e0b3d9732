"use client";

import { useTranslations } from "next-intl";
import { memo, startTransition, useDeferredValue, useEffect, useState } from "react";
import { ColumnHeading } from "@/components/admin/connection-list/column-heading";
import { ConnectionTableRow } from "@/components/admin/connection-list/connection-table-row";
import { useHiddenIds } from "@/components/admin/connection-list/copy-button";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import type { ConnectionRow } from "@/components/admin/connection-list/rows";
import { healths, type ListColumn } from "@/components/admin/connection-list/url-params";
import type { Selection } from "@/components/admin/connection-list/use-selection";
import { showWhole } from "@/components/admin/shared/show-whole";
import { useFollowLinks } from "@/components/ui/link";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";

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
 * health, and below them the label and the time: globals.css, `.rows`. What only works with the script comes with it: the
 * boxes and the buttons that copy, whose names would be a fifth of the page.
 */
export function ConnectionTable({ rows, columns, selection, isSelecting, retry }: TableProps) {
  const t = useTranslations("admin.connections");
  const { pending } = useListView();
  const [said, announce] = useState("");
  // Deferred, because fifty rows of boxes at once would keep a phone from answering.
  const isHydrated = useDeferredValue(useIsHydrated());
  const follow = useFollowLinks();
  useHiddenIds();
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
          <col />
          <col className="business" />
          {columns.map((column) => (
            <col key={column} className={column} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <td>
              {isHydrated && (
                <label>
                  <input
                    type="checkbox"
                    aria-label={t("select.page")}
                    aria-describedby="select-hint"
                    checked={rows.every(([id]) => selection.isPicked(id))}
                    onChange={({ target }) => selection.selectPage(target.checked)}
                  />
                </label>
              )}
            </td>
            <ColumnHeading column="business" />
            {columns.map((column) => (
              <ColumnHeading key={column} column={column} />
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the click is that of a link inside, which the keyboard makes, too */}
        <tbody onClick={follow}>
          <Rows {...{ rows, columns, selection, isHydrated, retry, announce }} />
        </tbody>
      </table>
      {/* Always there: a screen reader may miss one that comes with its text. */}
      <p role="status" className="sr-only">
        {said}
      </p>
    </section>
  );
}

type RowsProps = Pick<TableProps, "rows" | "columns" | "selection" | "retry"> & {
  isHydrated: boolean;
  announce: (text: string) => void;
};

/** Rendered only when the rows or how they look change: a key in the search renders the rest of the table twice. */
const Rows = memo(function Rows({ rows, isHydrated, ...shared }: RowsProps) {
  // New rows show their texts first, in half the time. A row that stays keeps its box, which may have the focus.
  const [complete, setComplete] = useState(rows);
  useEffect(() => startTransition(() => setComplete(rows)), [rows]);
  const known = new Set(complete.map(([id]) => id));
  const word = useTranslations("health.word");
  const [before = "", after = ""] = useTranslations("admin.connections")("lastAgo", { ago: "\n" }).split("\n");
  const words = Object.fromEntries(healths.map((health) => [health, word(health)]));
  return rows.map((row, index) => (
    <ConnectionTableRow
      key={row[0]}
      row={row}
      health={words[row[2]] ?? ""}
      ago={(last) => `${before}${last}${after}`}
      index={index}
      isHydrated={isHydrated && known.has(row[0])}
      {...shared}
    />
  ));
});
