"use client";

import type { Route } from "next";
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { ColumnChooser } from "@/components/admin/connection-list/column-chooser";
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
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { exportFormats } from "@/lib/export/formats";

type BulkBarProps = {
  selection: Selection;
  /** How many rows the page has. */
  rows: number;
  total: Total;
  /** The query string of the current filter. */
  filter: string;
  mayDisconnect: boolean;
  /** On a phone: whether the rows have boxes, and what shows or hides them. */
  isSelecting: boolean;
  onSelecting: (isSelecting: boolean) => void;
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
export function BulkBar({ selection, rows, total, filter, mayDisconnect, isSelecting, onSelecting }: BulkBarProps) {
  const t = useTranslations("admin.connections");
  const { query } = useListView();
  const { picked, all } = selection;
  const some = picked.size > 0;
  const chosen = new URLSearchParams(some && !all ? [...picked].map((id) => ["ids", id]) : filter);
  const address = (path: "bulk-disconnects/new" | "connections/export", more: Record<string, string>): Route =>
    `/admin/${path}?${new URLSearchParams([...chosen, ...Object.entries(more)])}`;
  // The count loads separately for each view, so it does not delay the next view's rows.
  const key = listAddress(query);
  const stopSelecting = () => {
    selection.clear();
    onSelecting(false);
  };
  return (
    <section aria-label={t("bulk.label")} className="bulk-bar">
      <p role="status" className="leading-snug tabular-nums sm:mr-2">
        {!some && (
          <Suspense key={key} fallback={<Counting />}>
            <MatchCount total={total} rows={rows} />
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
        <Button look="quiet" className="px-3 py-0 text-accent text-sm" onClick={selection.selectAll}>
          <Suspense key={key} fallback={t("select.selectAll")}>
            <SelectAllWords total={total} />
          </Suspense>
        </Button>
      )}
      {some && (
        <Button look="quiet" className="px-2 text-sm max-sm:hidden sm:px-3" onClick={selection.clear}>
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
      <div className="ml-auto flex items-center">
        <Button
          look="quiet"
          className="noscript:hidden px-3 text-sm sm:hidden"
          onClick={isSelecting ? stopSelecting : () => onSelecting(true)}
        >
          {t(isSelecting ? "select.stop" : "select.start")}
        </Button>
        <Menu
          className="list-menu"
          button={
            <>
              <Icon name="ellipsis" className="size-5" />
              <span className="max-sm:sr-only">{t("bulk.menu")}</span>
            </>
          }
        >
          {exportFormats.map((format) => (
            <a
              key={format}
              href={address("connections/export", { format })}
              title={t(`bulk.about.${format}`)}
              className="nav-link"
            >
              {t(`bulk.${format}`)}
            </a>
          ))}
          <ColumnChooser />
        </Menu>
      </div>
    </section>
  );
}
