"use client";

import { useTranslations } from "next-intl";
import { BulkBar } from "@/components/admin/connection-list/bulk-bar";
import { ConnectionTable } from "@/components/admin/connection-list/connection-table";
import { ViewLink } from "@/components/admin/connection-list/list-view-provider";
import type { Total } from "@/components/admin/connection-list/match-count";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import { useSelection } from "@/components/admin/connection-list/use-selection";
import type { ListedConnection } from "@/lib/connections/list-for-staff";
import type { ConnectionPage } from "@/lib/connections/search/search";
import type { PageLinks } from "@/lib/db/keyset";

type ConnectionListProps = {
  page: ConnectionPage<ListedConnection>;
  columns: ListColumn[];
  /** The URL of the page, and the query string of the current filter. */
  address: string;
  filter: string;
  total: Total;
  mayDisconnect: boolean;
  retry: ((formData: FormData) => Promise<void>) | null;
};

/** A page of connections, the actions for them, and the links to the other pages. */
export function ConnectionList({ page, columns, address, retry, ...bulk }: ConnectionListProps) {
  const { connections, previous, next } = page;
  const selection = useSelection(
    connections.map((connection) => connection.receiptheroId),
    address,
  );
  return (
    <>
      <BulkBar selection={selection} rows={connections.length} {...bulk} />
      <ConnectionTable connections={connections} columns={columns} selection={selection} retry={retry} />
      <Pages previous={previous} next={next} />
    </>
  );
}

const PAGE =
  "flex min-h-11 items-center rounded-lg border border-field bg-surface px-4 font-medium hover:border-accent hover:text-accent focus-visible:rounded-lg aria-disabled:border-line aria-disabled:text-muted";

function Pages({ previous, next }: PageLinks) {
  const t = useTranslations("admin.connections.pages");
  const pages = [
    { name: "first", changes: previous && {} },
    { name: "previous", changes: previous && { before: previous } },
    { name: "next", changes: next && { after: next } },
  ] as const;
  return (
    <nav aria-label={t("label")} className="mt-5 flex gap-2">
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
