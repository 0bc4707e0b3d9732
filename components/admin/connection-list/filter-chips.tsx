"use client";

import { useTranslations } from "next-intl";
import { ViewLink } from "@/components/admin/connection-list/list-view-provider";
import type { FilterWord } from "@/components/admin/shared/filter-words";
import { Icon } from "@/components/ui/icon";

/** The conditions of the current filter, each with a link that removes it. */
export function FilterChips({ conditions }: { conditions: FilterWord[] }) {
  const t = useTranslations("admin.connections.filter");
  if (conditions.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-wrap gap-2">
      {conditions.map(({ name, words }) => (
        <li key={name} className="max-w-full">
          <ViewLink
            changes={{ [name]: null }}
            aria-label={t("remove", { filter: words })}
            className="flex min-h-8 items-center gap-1.5 rounded-2xl bg-accent-soft px-3 text-sm hover:text-accent focus-visible:rounded-2xl"
          >
            <span className="wrap-anywhere py-1">{words}</span>
            <Icon name="x" className="size-3.5 shrink-0" />
          </ViewLink>
        </li>
      ))}
    </ul>
  );
}
