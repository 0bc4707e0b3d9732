"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { BulkBar } from "@/components/admin/connection-list/bulk-bar";
import { ConnectionTable } from "@/components/admin/connection-list/connection-table";
import { useListView, ViewLink } from "@/components/admin/connection-list/list-view-provider";
import type { Total } from "@/components/admin/connection-list/match-count";
import type { ConnectionRow } from "@/components/admin/connection-list/rows";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import { useSelection } from "@/components/admin/connection-list/use-selection";
import { LIMITS } from "@/lib/connections/search/limits";
import type { PageLinks } from "@/lib/db/keyset";

type ConnectionListProps = PageLinks & {
  rows: ConnectionRow[];
  columns: ListColumn[];
  /** The URL of the page, and the query string of the current filter. */
  address: string;
  filter: string;
  total: Total;
  mayDisconnect: boolean;
  retry: ((formData: FormData) => Promise<void>) | null;
};

/** A page of connections, the actions for them, and the links to the other pages. */
export function ConnectionList({ rows, previous, next, columns, address, retry, ...bulk }: ConnectionListProps) {
  const [isSelecting, setSelecting] = useState(false);
  const ids = useMemo(() => rows.map(([id]) => id), [rows]);
  const selection = useSelection(ids, address);
  return (
    <>
      <BulkBar
        selection={selection}
        rows={rows.length}
        isSelecting={isSelecting}
        onSelecting={setSelecting}
        {...bulk}
      />
      <ConnectionTable rows={rows} columns={columns} selection={selection} isSelecting={isSelecting} retry={retry} />
      <Pages previous={previous} next={next} rows={rows.length} />
    </>
  );
}

const PAGE =
  "flex min-h-11 items-center justify-center rounded-lg border border-field bg-surface px-4 font-medium hover:border-accent hover:text-accent focus-visible:rounded-lg aria-disabled:border-line aria-disabled:text-muted";

function Pages({ previous, next, rows }: PageLinks & { rows: number }) {
  const t = useTranslations("admin.connections.pages");
  const { row } = useListView().query;
  if (!previous && !next) return null;
  const pages = [
    { name: "first", changes: previous && {} },
    { name: "previous", changes: previous && { before: previous, row: Math.max(1, row - LIMITS.page) } },
    { name: "next", changes: next && { after: next, row: row + rows } },
  ] as const;
  return (
    <nav aria-label={t("label")} className="mt-5 grid grid-cols-2 gap-2 text-center *:first:col-span-full sm:flex">
      {pages.map(({ name, changes }) =>
        changes ? (
          <ViewLink key={name} changes={changes} scroll className={PAGE}>
            {t(name)}
          </ViewLink>
        ) : (
          <span key={name} aria-disabled="true" className={PAGE}>
            {t(name)}
          </span>
        ),
      )}
    </nav>
  );
}
