"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { ViewLink } from "@/components/admin/connections/list-view";
import type { ConnectionFilter } from "@/lib/admin/connection-filter";

type Named = { [Name in keyof ConnectionFilter]: string | null };

/** What the list is narrowed by, each with a way to take it off. @param filter what is in force, in words */
export function FilterChips({ filter }: { filter: Named }) {
  const t = useTranslations("admin.connections.filter");
  const names = (Object.keys(filter) as (keyof Named)[]).filter((name) => filter[name]);
  if (names.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-wrap gap-2">
      {names.map((name) => {
        const words = t(`chip.${name}`, { value: filter[name] ?? "" });
        return (
          <li key={name} className="max-w-full">
            <ViewLink
              changes={{ [name]: null }}
              aria-label={t("remove", { filter: words })}
              className="flex min-h-8 items-center gap-1.5 rounded-full bg-accent-soft px-3 text-sm hover:text-accent focus-visible:rounded-full"
            >
              <span className="truncate">{words}</span>
              <X aria-hidden className="size-3.5 shrink-0" />
            </ViewLink>
          </li>
        );
      })}
    </ul>
  );
}
