"use client";

import { useTranslations } from "next-intl";
import { use } from "react";
import { useListView, ViewLink } from "@/components/admin/connections/list-view";

/** How many match: a number, or one that is still being counted; null when that took too long. */
export type Total = number | null | Promise<number | null>;

type TotalProps = { total: Total; counted: number };

/** How many match, in words. @param props.counted up to how many are counted without being asked to */
export function MatchCount({ total, counted }: TotalProps) {
  const t = useTranslations("admin.connections.count");
  const { query } = useListView();
  const { after, before } = query;
  const count = total instanceof Promise ? use(total) : total;
  if (count === null) return t("unknown");
  if (count <= counted || query.exact || !(total instanceof Promise)) return t("matches", { count });
  return (
    <>
      {t("more", { count: counted })}{" "}
      <ViewLink changes={{ exact: "1", after, before }} className="whitespace-nowrap text-accent underline">
        {t("exactly")}
      </ViewLink>
    </>
  );
}

/** The words for selecting all that match, with how many those are when it is known. */
export function SelectAllWords({ total, counted }: TotalProps) {
  const t = useTranslations("admin.connections.select");
  const { query } = useListView();
  const count = total instanceof Promise ? use(total) : total;
  const known = count !== null && (count <= counted || query.exact || !(total instanceof Promise));
  return known ? t("selectCount", { count }) : t("selectAll");
}
