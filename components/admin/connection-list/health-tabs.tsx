"use client";

import { useFormatter, useTranslations } from "next-intl";
import { ViewLink } from "@/components/admin/connection-list/list-view-provider";
import { healths } from "@/components/admin/connection-list/url-params";
import type { HealthCounts } from "@/lib/connections/health/count";
import type { ConnectionHealth } from "@/prisma/generated/enums";

const TAB =
  "flex min-h-11 items-baseline gap-2 whitespace-nowrap border-transparent border-b-2 px-3 py-2.5 text-muted text-sm hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink";

type HealthTabsProps = { counts: HealthCounts; current: ConnectionHealth | null; areAll: boolean };

/**
 * Tabs for all connections and for each health, with counts.
 * @param areAll whether there is no other filter: with one, the counts would not match the list
 */
export function HealthTabs({ counts, current, areAll }: HealthTabsProps) {
  const t = useTranslations("admin.connections.tabs");
  const word = useTranslations("health.word");
  const format = useFormatter();
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tabs = [
    { health: null, words: t("all"), count: all },
    ...healths.map((health) => ({ health, words: word(health), count: counts[health] })),
  ];
  return (
    <nav aria-label={t("label")} className="mt-6 overflow-x-auto border-line border-b">
      <ul className="-mb-px flex">
        {tabs.map(({ health, words, count }) => (
          <li key={health ?? "all"}>
            <ViewLink changes={{ health }} aria-current={health === current ? "page" : undefined} className={TAB}>
              {words}
              <span className={`text-muted text-xs tabular-nums ${areAll ? "" : "invisible"}`}>
                {format.number(count)}
              </span>
            </ViewLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
