import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";

type PagerProps = {
  path: string;
  /** What else stands in the address and stays: search and filters. */
  query: Record<string, string>;
  isFirst: boolean;
  /** Where the next page begins; null on the last one. */
  next: string | null;
};

/** On to the next page of a list, and back to its beginning; the page before is the browser's "back". */
export async function Pager({ path, query, isFirst, next }: PagerProps) {
  if (isFirst && !next) return null;
  const t = await getTranslations("admin.lists");
  const address = (more: Record<string, string>) => `${path}?${new URLSearchParams({ ...query, ...more })}`;
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
