import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readWantedQuery } from "@/components/admin/saved-views/saved-query";
import { BackLink } from "@/components/admin/shared/back-link";
import { filterWords } from "@/components/admin/shared/filter-words";
import { Notice } from "@/components/ui/notice";
import { TextForm } from "@/components/ui/text-form";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { readFilter } from "@/lib/connections/search/filter";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { toQuery } from "@/lib/http/search-params";
import { createSavedViewAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.savedViews.new");
  return { title: t("title") };
}

/** The form that names the view of the list in its query. */
export default async function NewSavedViewPage({ searchParams }: PageProps<"/admin/saved-views/new">) {
  await requireStaff();
  const wanted = toQuery(await searchParams);
  const query = readWantedQuery(wanted);
  const conditions = (await filterWords(readFilter(wanted).filter, null)).map(({ words }) => words);
  const t = await getTranslations("admin.savedViews");
  return (
    <div className="max-w-xl">
      <BackLink href={`/admin/connections?${query ?? ""}`}>{t("back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("new.title")}</h1>
      <p className="mt-1.5 text-muted">{t("new.lead")}</p>
      {query === null ? (
        <div className="mt-7">
          <Notice kind="problem">{t("new.malformed")}</Notice>
        </div>
      ) : (
        <>
          <p className="mt-5 wrap-anywhere">{conditions.join(" · ") || t("all")}</p>
          <TextForm
            action={createSavedViewAction}
            type="text"
            name="name"
            label={t("name")}
            autoComplete="off"
            maxLength={MAX_LABEL}
            submit={t("new.submit")}
            pending={t("pending")}
          >
            <input type="hidden" name="query" value={query} />
          </TextForm>
        </>
      )}
    </div>
  );
}
