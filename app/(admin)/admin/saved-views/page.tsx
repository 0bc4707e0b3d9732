import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SAVED_VIEWS, savedViewPath } from "@/components/admin/saved-views/paths";
import { BackLink } from "@/components/admin/shared/back-link";
import { filterWords } from "@/components/admin/shared/filter-words";
import { LINK, ROW, ROW_LINK } from "@/components/admin/shared/link-styles";
import { RowList } from "@/components/settings/row-list";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { mayChangeSavedView } from "@/lib/connections/saved-views/change";
import { MAX_SAVED_VIEWS } from "@/lib/connections/saved-views/create";
import { listSavedViews, type SavedView } from "@/lib/connections/saved-views/list";
import { readFilter } from "@/lib/connections/search/filter";
import { readableEmailAddress } from "@/lib/email-address";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.savedViews");
  return { title: t("title") };
}

/** The notices that the query can name. */
const DONE = ["renamed", "deleted"] as const;

/** The saved views of the list of connections, by name. */
export default async function SavedViewsPage({ searchParams }: PageProps<"/admin/saved-views">) {
  const staff = await requireStaff();
  const views = await Promise.all(
    (await listSavedViews(staff)).map(async (view) => ({ ...view, words: await wordsOf(view) })),
  );
  const query = await searchParams;
  const done = DONE.find((kind) => kind === query.done);
  const t = await getTranslations("admin.savedViews");
  return (
    <div className="max-w-3xl">
      <BackLink href="/admin/connections">{t("back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 mb-7 text-muted">{t("lead")}</p>
      {done && (
        <div className="mb-6">
          <Notice kind="good">{t(`done.${done}`)}</Notice>
        </div>
      )}
      {query.problem === "full" && (
        <div className="mb-6">
          <Notice kind="problem">{t("full", { count: MAX_SAVED_VIEWS })}</Notice>
        </div>
      )}
      {views.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <RowList label={t("title")}>
          {views.map((view) => (
            <li key={view.id} className={ROW}>
              <div className="min-w-0">
                <Link href={savedViewPath(view.id)} className={ROW_LINK}>
                  {view.name}
                </Link>
                <p className="wrap-anywhere text-muted text-sm">
                  {view.words}
                  {" · "}
                  {t("by", { who: view.createdBy ? readableEmailAddress(view.createdBy) : t("former") })}
                </p>
              </div>
              {mayChangeSavedView(staff, view) && (
                <Link href={`${SAVED_VIEWS}/${view.id}`} className={`text-sm ${LINK}`}>
                  <span aria-hidden>{t("change")}</span>
                  <span className="sr-only">{t("changeOf", { name: view.name })}</span>
                </Link>
              )}
            </li>
          ))}
        </RowList>
      )}
    </div>
  );
}

/** The filter of a saved view as text. */
async function wordsOf({ query }: SavedView): Promise<string> {
  const t = await getTranslations("admin.savedViews");
  const { filter } = readFilter(new URLSearchParams(query));
  return (await filterWords(filter, null)).map(({ words }) => words).join(" · ") || t("all");
}
