import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { MOST_LISTED } from "@/lib/auth/members/memberships";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { readSearch } from "@/lib/db/conditions";
import { businessPath } from "@/lib/http/paths";
import { listOwnBusinesses, searchOwnBusinesses } from "@/lib/merchants/list-own";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("businesses");
  return { title: t("title") };
}

/** From this number of businesses on, the page has a search field. */
const SEARCHED_FROM = 8;

/** The user's businesses, with what needs attention in each. The one that was used last comes first. */
export default async function BusinessesPage({ searchParams }: PageProps<"/businesses">) {
  const user = await requireUser();
  const { q, left } = await searchParams;
  const search = readSearch(q);
  const [all, found] = await Promise.all([listOwnBusinesses(user), searchOwnBusinesses(user, search)]);
  if (all.length === 0) redirect("/welcome");
  const t = await getTranslations("businesses");
  const roles = await getTranslations("settings.roles");
  const shown = found.slice(0, MOST_LISTED);
  return (
    <>
      {left === "yes" && (
        <div className="mb-8">
          <Notice kind="good">{t("left")}</Notice>
        </div>
      )}
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
          <p className="mt-1.5 text-muted">{t("lead")}</p>
        </div>
        <ButtonLink href="/businesses/new" look="secondary">
          {t("add")}
        </ButtonLink>
      </div>
      {all.length >= SEARCHED_FROM && (
        <search>
          <form className="mt-7 flex items-end gap-3">
            <div className="min-w-0 grow sm:max-w-96">
              <label htmlFor="q" className="mb-1.5 block font-medium">
                {t("search")}
              </label>
              <Input id="q" type="search" name="q" defaultValue={search} maxLength={200} autoComplete="off" />
            </div>
            <Button type="submit" look="secondary" className="shrink-0">
              {t("submit")}
            </Button>
          </form>
        </search>
      )}
      {shown.length === 0 ? (
        <p className="mt-9">{t("none")}</p>
      ) : (
        <ul aria-label={t("title")} className="mt-7 grid grid-cols-1 gap-3">
          {shown.map(({ id, name, memberRole, connections, attention }) => (
            <li key={id}>
              <Link
                href={`${businessPath(id)}/connections`}
                className="group flex items-center gap-4 rounded-xl border border-line bg-surface px-5 py-4 transition-colors hover:border-accent focus-visible:rounded-xl sm:px-6"
              >
                <span className="min-w-0 grow">
                  <span className="wrap-anywhere block font-semibold text-lg">{name}</span>
                  <span className="mt-1 flex flex-wrap gap-x-4 text-muted text-sm">
                    {attention > 0 && (
                      <span className="font-medium text-alert max-sm:basis-full">
                        {t("attention", { count: attention })}
                      </span>
                    )}
                    <span>{t("connections", { count: connections })}</span>
                    <span>{roles(memberRole)}</span>
                  </span>
                </span>
                <Icon name="chevron-right" className="size-5 shrink-0 text-muted group-hover:text-accent" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {found.length > MOST_LISTED && <p className="mt-6 text-muted">{t("more", { count: MOST_LISTED })}</p>}
    </>
  );
}
