"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import { FILTER_FORM, statuses } from "@/components/admin/connection-list/url-params";
import { useSearchKey } from "@/components/admin/shared/search-shortcut";
import { Button } from "@/components/ui/button";
import { Input, SelectField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { isScope, scopes } from "@/lib/receipthero/scopes";

/** The filters in the fields below, besides the search. */
const NARROWING = ["status", "scope", "from", "to", "metadata"] as const;

type TextName = "q" | "from" | "to" | "metadata";

/** The filters of the list. Every change applies at once; without JavaScript it is a form with a button. */
export function Filters({ minSearch }: { minSearch: number }) {
  const t = useTranslations("admin.connections");
  const word = useTranslations("admin.connections.filter");
  const status = useTranslations("admin.connections.statuses");
  const scopeName = useTranslations("scopes");
  const { query, change } = useListView();
  const searchKey = useSearchKey();
  const [open, setOpen] = useState(NARROWING.some((name) => query[name] !== null));

  /**
   * The props of a text field for one parameter. Only the first typed character adds an entry to the browser's history.
   */
  const textField = (name: TextName) => ({
    name,
    id: `filter-${name}`,
    value: query[name] ?? "",
    onChange: (event: { target: { value: string } }) =>
      change({ [name]: event.target.value || null }, { replace: query[name] !== null, isTyped: true }),
  });
  const tooShort = query.q !== null && query.q.trim().length < minSearch;
  return (
    <search className="mt-4 block">
      <form id={FILTER_FORM} action="/admin/connections" onSubmit={(event) => event.preventDefault()}>
        <input type="hidden" name="sort" value={query.sort} />
        {query.health && <input type="hidden" name="health" value={query.health} />}
        {query.merchant && <input type="hidden" name="merchant" value={query.merchant} />}
        <div className="flex gap-2 sm:gap-3">
          <div className="relative min-w-0 grow">
            <Icon name="search" className="absolute top-3.5 left-3.5 size-4 text-muted" />
            <label htmlFor="filter-q" className="sr-only">
              {t("search.label")}
            </label>
            <Input
              type="search"
              maxLength={200}
              autoComplete="off"
              placeholder={t("search.placeholder")}
              aria-keyshortcuts={searchKey}
              aria-describedby={tooShort ? "filter-q-short" : undefined}
              className="pl-10"
              {...textField("q")}
            />
          </div>
          <Button
            look="secondary"
            className="max-sm:px-3.5"
            aria-expanded={open}
            aria-controls="filter-more"
            onClick={() => setOpen(!open)}
          >
            <Icon name="sliders-horizontal" />
            <span className="max-sm:sr-only">{word("title")}</span>
          </Button>
          <noscript>
            <Button type="submit">{t("search.submit")}</Button>
          </noscript>
        </div>
        {tooShort && (
          <p id="filter-q-short" role="status" className="mt-2 text-muted text-sm">
            {t("search.short", { count: minSearch })}
          </p>
        )}
        <div
          id="filter-more"
          hidden={!open}
          className="mt-4 grid gap-4 rounded-xl border border-line bg-surface p-5 sm:grid-cols-2 lg:grid-cols-5"
        >
          {open && (
            <>
              <SelectField
                id="filter-status"
                name="status"
                label={word("status")}
                value={query.status ?? ""}
                options={{ "": word("any"), ...Object.fromEntries(statuses.map((name) => [name, status(name)])) }}
                onChange={({ target }) => change({ status: statuses.find((name) => name === target.value) ?? null })}
              />
              <SelectField
                id="filter-scope"
                name="scope"
                label={word("scope")}
                value={query.scope ?? ""}
                options={{
                  "": word("any"),
                  ...Object.fromEntries(scopes.map((name) => [name, scopeName(`${name}.short`)])),
                }}
                onChange={({ target }) => change({ scope: isScope(target.value) ? target.value : null })}
              />
              <Labelled id="filter-from" label={word("from")}>
                <Input type="date" {...textField("from")} />
              </Labelled>
              <Labelled id="filter-to" label={word("to")}>
                <Input type="date" {...textField("to")} />
              </Labelled>
              <Labelled id="filter-metadata" label={word("metadata")}>
                <Input autoComplete="off" placeholder={word("metadataPlaceholder")} {...textField("metadata")} />
              </Labelled>
            </>
          )}
        </div>
      </form>
    </search>
  );
}

function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {children}
    </div>
  );
}
