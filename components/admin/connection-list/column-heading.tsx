"use client";

import { useTranslations } from "next-intl";
import { useListView, ViewLink } from "@/components/admin/connection-list/list-view-provider";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import { Icon } from "@/components/ui/icon";
import { type SortColumn, sortColumns } from "@/lib/connections/search/sorts";

/** The header of a column. A click sorts by the column, and a second click reverses the order. */
export function ColumnHeading({ column }: { column: "business" | ListColumn }) {
  const t = useTranslations("admin.connections.columns");
  const { query } = useListView();
  const sorts = sortColumns.find((one) => one === column);
  if (!sorts) {
    return (
      <th scope="col" className={column}>
        {t(column)}
      </th>
    );
  }
  const direction = query.sort === sorts ? "ascending" : query.sort === `-${sorts}` ? "descending" : undefined;
  return (
    <th scope="col" aria-sort={direction} className={column}>
      <ViewLink changes={{ sort: nextSort(sorts, direction) }}>
        {t(column)}
        {direction && <Icon name={direction === "descending" ? "arrow-down" : "arrow-up"} className="size-3.5" />}
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
