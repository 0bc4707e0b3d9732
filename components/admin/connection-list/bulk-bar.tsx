"use client";

import type { Route } from "next";
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import {
  AllSelectedWords,
  MatchCount,
  SelectAllWords,
  type Total,
} from "@/components/admin/connection-list/match-count";
import { listAddress } from "@/components/admin/connection-list/url-params";
import type { Selection } from "@/components/admin/connection-list/use-selection";
import { Button, ButtonLink } from "@/components/ui/button";
import { exportFormats } from "@/lib/export/formats";

type BulkBarProps = {
  selection: Selection;
  rows: number;
  total: Total;
  /** The query string of the current filter. */
  filter: string;
  mayDisconnect: boolean;
};

/** A placeholder for a count that loads after the rows. Without JavaScript the count never loads. */
function Counting() {
  const t = useTranslations("admin.connections.count");
  return (
    <span className="text-muted">
      <span className="noscript:hidden">{t("counting")}</span>
      <span className="noscript:inline hidden">{t("unscripted")}</span>
    </span>
  );
}

/**
 * How many connections match or are selected, and the actions for them. Always rendered, so that the page does not shift.
 */
export function BulkBar({ selection, rows, total, filter, mayDisconnect }: BulkBarProps) {
  const t = useTranslations("admin.connections");
  const { query } = useListView();
  const { picked, all } = selection;
  const some = picked.size > 0;
  const chosen = new URLSearchParams(some && !all ? [...picked].map((id) => ["ids", id]) : filter);
  const address = (path: "bulk-disconnects/new" | "connections/export", more: Record<string, string>): Route =>
    `/admin/${path}?${new URLSearchParams([...chosen, ...Object.entries(more)])}`;
  // The count loads separately for each view, so it does not delay the next view's rows.
  const key = listAddress(query);
  return (
    <section
      aria-label={t("bulk.label")}
      className="sticky top-0 z-10 mt-5 flex min-h-15 flex-wrap items-center gap-x-1 gap-y-1 border border-line bg-surface px-4 py-2 max-sm:min-h-39 sm:gap-x-2 sm:rounded-t-xl"
    >
      <p role="status" className="tabular-nums sm:mr-2">
        {!some && (
          <Suspense key={key} fallback={<Counting />}>
            <MatchCount total={total} />
          </Suspense>
        )}
        {some && !all && t("select.selected", { count: picked.size })}
        {some && all && (
          <Suspense key={key} fallback={t("select.all")}>
            <AllSelectedWords total={total} />
          </Suspense>
        )}
      </p>
      {some && !all && picked.size === rows && (
        <Button look="quiet" className="px-3 text-accent text-sm" onClick={selection.selectAll}>
          <Suspense key={key} fallback={t("select.selectAll")}>
            <SelectAllWords total={total} />
          </Suspense>
        </Button>
      )}
      {some && (
        <Button look="quiet" className="px-2 text-sm sm:px-3" onClick={selection.clear}>
          {t("select.clear")}
        </Button>
      )}
      {some && mayDisconnect && (
        <ButtonLink
          look="quiet"
          className="px-2 text-alert text-sm sm:px-3"
          href={address("bulk-disconnects/new", all ? { all: "1" } : {})}
        >
          {t("bulk.disconnect")}
        </ButtonLink>
      )}
      {some && mayDisconnect && (
        <ButtonLink
          look="quiet"
          className="px-2 text-sm sm:px-3"
          href={address("bulk-disconnects/new", { action: "RECONNECT_LINKS", ...(all && { all: "1" }) })}
        >
          {t("bulk.reconnect")}
        </ButtonLink>
      )}
      {/* On a phone it has its own row even when nothing is selected, so that the page does not shift. */}
      <div className="flex flex-wrap items-center gap-x-1 max-sm:-mx-3 max-sm:w-full sm:ml-auto">
        {exportFormats.map((format) => (
          <a
            key={format}
            href={address("connections/export", { format })}
            title={t(`bulk.about.${format}`)}
            className="flex min-h-11 items-center rounded-lg px-3 font-medium text-muted text-sm hover:bg-accent-soft hover:text-ink"
          >
            {t(`bulk.${format}`)}
          </a>
        ))}
      </div>
    </section>
  );
}
