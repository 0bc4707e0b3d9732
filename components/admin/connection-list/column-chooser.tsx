"use client";

import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import { listColumns } from "@/components/admin/connection-list/url-params";

/** Chooses the columns of the table. The business is always shown. */
export function ColumnChooser() {
  const t = useTranslations("admin.connections.columns");
  const { query, change } = useListView();
  const { after, before, exact } = query;
  const details = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (details.current && !details.current.contains(target as Node)) details.current.open = false;
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
    };
  }, []);
  const closeOnEscape = (event: KeyboardEvent<HTMLDetailsElement>) => {
    if (event.key !== "Escape") return;
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  };
  return (
    <details ref={details} onKeyDown={closeOnEscape} className="sm:relative">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-lg border border-field bg-surface px-5 font-medium hover:border-accent hover:text-accent focus-visible:rounded-lg">
        <Columns3 aria-hidden className="size-4" />
        {t("title")}
      </summary>
      <fieldset className="absolute z-20 mt-2 rounded-xl max-sm:inset-x-0 sm:right-0 sm:w-60 border border-line bg-surface p-3 shadow-paper">
        <legend className="sr-only">{t("title")}</legend>
        {listColumns.map((column) => (
          <label key={column} className="flex min-h-10 items-center gap-3 rounded-lg px-2 hover:bg-accent-soft">
            <input
              type="checkbox"
              name="columns"
              value={column}
              checked={query.columns.includes(column)}
              className="size-4 accent-accent"
              onChange={({ target }) => {
                const columns = listColumns.filter((one) =>
                  one === column ? target.checked : query.columns.includes(one),
                );
                change({ columns, after, before, exact }, { history: "replace" });
              }}
            />
            {t(column)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
