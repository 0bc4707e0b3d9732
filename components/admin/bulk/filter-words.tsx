import { getTranslations } from "next-intl/server";
import { filterEntries } from "@/lib/admin/bulk/selection";
import type { ConnectionFilter } from "@/lib/admin/connection-filter";

/** What an order is about, in words: a filter's conditions, or that connections were picked (null). */
export async function FilterWords({ filter }: { filter: ConnectionFilter | null }) {
  const t = await getTranslations("admin.bulk");
  const health = await getTranslations("health.word");
  if (filter === null) return t("picked");
  const entries = filterEntries(filter);
  if (entries.length === 0) return t("filter.all");
  return entries
    .map(([name, value]) => {
      if (name === "status" && filter.status) return t("filter.status", { value: t(`status.${filter.status}`) });
      if (name === "health" && filter.health) return t("filter.health", { value: health(filter.health) });
      return t(`filter.${name}`, { value });
    })
    .join(" · ");
}
