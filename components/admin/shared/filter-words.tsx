import { getTranslations } from "next-intl/server";
import type { ConnectionFilter, FilterName } from "@/lib/connections/search/filter";
import { getFormatter } from "@/lib/i18n/formatter";

/** A condition of a filter, and its text. */
export type FilterWord = { name: FilterName; words: string };

/**
 * The conditions of a filter as texts, in the order in which the list offers them.
 * @param business the name of the business in the filter, if it is known
 */
export async function filterWords(filter: ConnectionFilter, business: string | null): Promise<FilterWord[]> {
  const t = await getTranslations("admin.connections");
  const health = await getTranslations("health.word");
  const scope = await getTranslations("scopes");
  const format = await getFormatter();
  const day = (date: string | null) => date && format.dateTime(new Date(date), "day");
  const values: Record<FilterName, string | null> = {
    q: filter.q,
    status: filter.status && t(`statuses.${filter.status}`),
    health: filter.health && health(filter.health),
    scope: filter.scope && scope(`${filter.scope}.short`),
    from: day(filter.from),
    to: day(filter.to),
    metadata: filter.metadata,
    merchant: filter.merchant && (business ?? filter.merchant),
  };
  const names = Object.keys(values) as FilterName[];
  return names.flatMap((name) => {
    const value = values[name];
    return value ? [{ name, words: t(`filter.chip.${name}`, { value }) }] : [];
  });
}

type FilterWordsProps = {
  filter: (ConnectionFilter & { erased?: ("q" | "metadata")[] }) | null;
  business: string | null;
};

/** The selection of a bulk disconnect as text: the filter's conditions, or that connections were picked (null). */
export async function FilterWords({ filter, business }: FilterWordsProps) {
  const t = await getTranslations("admin.bulkDisconnect");
  if (filter === null) return t("picked");
  const conditions = (await filterWords(filter, business)).map(({ words }) => words);
  const erased = (filter.erased ?? []).map((name) => t(`erased.${name}`));
  return [...erased, ...conditions].join(" · ") || t("all");
}
