"use client";

import { useTranslations } from "next-intl";
import { use } from "react";
import { useListView, ViewLink } from "@/components/admin/connection-list/list-view-provider";
import type { Count } from "@/lib/connections/search/count";

/** How many connections match, or a count that is still running; null when it took too long. */
export type Total = Count | null | Promise<Count | null>;

/** Which rows of how many matches are shown, in words. `rows`: how many the page has. */
export function MatchCount({ total, rows }: { total: Total; rows: number }) {
  const t = useTranslations("admin.connections.count");
  const { query } = useListView();
  const { after, before, row } = query;
  const counted = total instanceof Promise ? use(total) : total;
  const range = { from: row, to: row + rows - 1 };
  if (counted === null) return t("unknown", range);
  const { count, about } = counted;
  // Rows that have come or gone since the first page make the numbers of the rows untrue.
  if (!about) return t(range.to > count || rows === count ? "matches" : "range", { count, ...range });
  return (
    <>
      {t("about", { count: rounded(count), ...range })}{" "}
      <ViewLink changes={{ exact: "1", after, before, row }} className="whitespace-nowrap text-accent underline">
        {t("exactly")}
      </ViewLink>
    </>
  );
}

/** The text of "select all matches", with their number if it is known. */
export function SelectAllWords({ total }: { total: Total }) {
  const t = useTranslations("admin.connections.select");
  const counted = total instanceof Promise ? use(total) : total;
  return counted && !counted.about ? t("selectCount", { count: counted.count }) : t("selectAll");
}

/** The text that all matches are selected, with their number if it is known. */
export function AllSelectedWords({ total }: { total: Total }) {
  const t = useTranslations("admin.connections.select");
  const counted = total instanceof Promise ? use(total) : total;
  return counted && !counted.about ? t("allCount", { count: counted.count }) : t("all");
}

/** An estimate, rounded to two digits: more digits would suggest precision. */
function rounded(estimate: number): number {
  return Number(estimate.toPrecision(2));
}
