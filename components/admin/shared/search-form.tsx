import type { Route } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { QueryForm } from "@/components/ui/query-form";
import { MIN_SEARCH } from "@/lib/db/conditions";

type SearchFormProps = {
  /** The list's own path. Its URL holds the search. */
  path: Route;
  label: string;
  search: string;
  /** Whether there is a search or a filter to clear. */
  narrowed: boolean;
  children?: ReactNode;
};

/**
 * Searches a list by a substring of a name, and filters it by the fields in `children`. It is a plain GET form without
 * JavaScript.
 */
export async function SearchForm({ path, label, search, narrowed, children }: SearchFormProps) {
  const t = await getTranslations("admin.lists");
  const tooShort = search !== "" && [...search].length < MIN_SEARCH;
  return (
    <search>
      <QueryForm action={path} className="mt-7 flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className={`min-w-0 grow sm:w-80 sm:flex-none ${children ? "basis-full sm:basis-auto" : "basis-32"}`}>
          <label htmlFor="q" className="mb-1.5 block font-medium text-sm">
            {label}
          </label>
          <Input
            // A new key for each search, so that the field follows the URL when the search is cleared.
            key={search}
            id="q"
            name="q"
            type="search"
            defaultValue={search}
            maxLength={200}
            autoComplete="off"
            aria-describedby={tooShort ? "q-short" : undefined}
          />
        </div>
        {children}
        <Button type="submit" look="secondary" className={children ? "" : "max-sm:px-3.5"}>
          <Icon name="search" />
          <span className={children ? "" : "max-sm:sr-only"}>{t("submit")}</span>
        </Button>
        {narrowed && (
          <ButtonLink href={path} look="quiet" className="px-3">
            {t("clear")}
          </ButtonLink>
        )}
      </QueryForm>
      {tooShort && (
        <p id="q-short" role="status" className="mt-3 text-muted text-sm">
          {t("short", { count: MIN_SEARCH })}
        </p>
      )}
    </search>
  );
}
