import { getTranslations } from "next-intl/server";
import { SAVED_VIEWS, savedViewPath } from "@/components/admin/saved-views/paths";
import { Link } from "@/components/ui/link";
import type { SavedView } from "@/lib/connections/saved-views/list";

type SavedViewLinksProps = {
  views: SavedView[];
  /** The query that the list shows now, as a saved view would keep it. */
  current: string;
};

const CHIP =
  "flex min-h-8 max-w-full items-center rounded-full border border-line px-3 text-sm hover:border-accent hover:text-accent focus-visible:rounded-full aria-[current]:border-accent aria-[current]:bg-accent-soft";
const QUIET = "flex min-h-8 items-center px-1 text-muted text-sm underline-offset-4 hover:text-accent hover:underline";

/** The saved views above the list of connections, and the way to save the one that is shown. */
export async function SavedViewLinks({ views, current }: SavedViewLinksProps) {
  const isSaved = current === "" || views.some(({ query }) => query === current);
  if (views.length === 0 && isSaved) return null;
  const t = await getTranslations("admin.savedViews");
  return (
    <nav aria-label={t("title")} className="mt-3 flex flex-wrap items-center gap-2">
      {views.map(({ id, name, query }) => (
        <Link key={id} href={savedViewPath(id)} aria-current={query === current ? "page" : undefined} className={CHIP}>
          <span className="truncate">{name}</span>
        </Link>
      ))}
      {!isSaved && (
        <Link href={`${SAVED_VIEWS}/new?${current}`} className={QUIET}>
          {t("save")}
        </Link>
      )}
      {views.length > 0 && (
        <Link href={SAVED_VIEWS} className={QUIET}>
          {t("manage")}
        </Link>
      )}
    </nav>
  );
}
