"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSearchKey, useSearchShortcut } from "@/components/admin/shared/search-shortcut";
import { Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { QueryForm } from "@/components/ui/query-form";

const LIST = "/admin/connections";

type ConnectionSearchProps = {
  /** Characters. */
  minLength: number;
};

/** Finds connections from every page for staff. The list has a search of its own, which the key leads to there. */
export function ConnectionSearch({ minLength }: ConnectionSearchProps) {
  const label = useTranslations("admin.nav")("search");
  useSearchShortcut();
  const key = useSearchKey();
  const path = usePathname();
  if (path === LIST) return null;
  return (
    <search className="min-w-0 max-w-80 grow lg:w-80">
      <QueryForm action={LIST} className="relative">
        <Icon name="search" className="absolute top-3.5 left-3 size-4 text-muted" />
        <Input
          key={path}
          type="search"
          name="q"
          required
          minLength={minLength}
          maxLength={200}
          autoComplete="off"
          aria-label={label}
          aria-keyshortcuts={key}
          placeholder={label}
          className="pl-9 text-sm sm:pr-9"
        />
        {key && (
          <span
            aria-hidden="true"
            className="noscript:hidden pointer-events-none absolute top-3 right-3 rounded-sm border border-line px-1.5 font-sans text-muted text-xs max-sm:hidden"
          >
            {key}
          </span>
        )}
      </QueryForm>
    </search>
  );
}
