import type { Route } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";

type PagerProps = {
  path: Route;
  /** The other parameters of the URL, which stay: search and filters. */
  query: Record<string, string>;
  isFirst: boolean;
  /** The cursor of the next page; null on the last one. */
  next: string | null;
};

/** Links to the next and the first page of a list. For the previous page, users go back in the browser. */
export async function Pager({ path, query, isFirst, next }: PagerProps) {
  if (isFirst && !next) return null;
  const t = await getTranslations("admin.lists");
  const address = (more: Record<string, string>): Route => `${path}?${new URLSearchParams({ ...query, ...more })}`;
  return (
    <nav aria-label={t("pages")} className="mt-6 flex flex-wrap gap-3">
      {!isFirst && (
        <ButtonLink href={address({})} look="quiet">
          {t("first")}
        </ButtonLink>
      )}
      {next && (
        <ButtonLink href={address({ after: next })} look="secondary">
          {t("next")}
        </ButtonLink>
      )}
    </nav>
  );
}
