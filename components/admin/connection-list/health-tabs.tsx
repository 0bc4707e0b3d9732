"use client";

import { useFormatter, useTranslations } from "next-intl";
import { ViewLink } from "@/components/admin/connection-list/list-view-provider";
import { healths } from "@/components/admin/connection-list/url-params";
import type { HealthCounts } from "@/lib/connections/health/count";
import type { ConnectionHealth } from "@/prisma/generated/enums";

type HealthTabsProps = { counts: HealthCounts; current: ConnectionHealth | null; areAll: boolean };

/**
 * Tabs for all connections and for each health, with counts.
 * @param areAll whether there is no other filter: with one, the counts would not match the list, and are left out
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
    <nav aria-label={t("label")} className="tabs mt-4">
      <ul>
        {tabs.map(({ health, words, count }) => (
          <li key={health ?? "all"}>
            <ViewLink changes={{ health }} aria-current={health === current ? "page" : undefined}>
              {words}
              {areAll && <span className="text-muted text-xs tabular-nums">{format.number(count)}</span>}
            </ViewLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
