import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { starterName } from "@/components/admin/imports/starter-name";
import { ImportStateBadge } from "@/components/admin/imports/state-badge";
import { Pager } from "@/components/admin/shared/pager";
import { Run, RunList } from "@/components/admin/shared/run-list";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { ButtonLink } from "@/components/ui/button";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { listImports } from "@/lib/imports/list";
import { IMPORT_DAYS } from "@/lib/lifetimes";
import { isAdmin } from "@/lib/principal";

const PATH = "/admin/imports";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.imports");
  return { title: t("title") };
}

/** The imports of connections, newest first. */
export default async function ImportsPage({ searchParams }: PageProps<"/admin/imports">) {
  const staff = await requireStaff();
  const after = decodeCursor(NEWEST_FIRST, (await searchParams).after);
  const { imports, next } = await listImports(staff, after);
  const t = await getTranslations("admin.imports");
  const who = await starterName();
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead", { days: IMPORT_DAYS })}</p>
      {isAdmin(staff) && (
        <ButtonLink href={`${PATH}/new`} className="mt-6">
          {t("start")}
        </ButtonLink>
      )}
      {imports.length === 0 && (
        <section className="mt-9 rounded-2xl border border-line bg-surface px-6 py-9 sm:px-10">
          <h2 className="font-semibold text-xl tracking-tight">{t("empty.title")}</h2>
          <p className="mt-2.5 max-w-xl text-muted">{t("empty.body")}</p>
          <ButtonLink href="/docs/api#importConnections" look="secondary" className="mt-7">
            {t("empty.link")}
          </ButtonLink>
        </section>
      )}
      {imports.length > 0 && (
        <RunList label={t("title")}>
          {imports.map(({ id, state, createdAt, actor, lines, refused }) => (
            <Run
              key={id}
              href={`${PATH}/${id}`}
              title={
                <>
                  {state !== "FAILED" && `${t("lines", { count: lines })} · `}
                  <StaffTime at={createdAt} />
                </>
              }
              state={<ImportStateBadge state={state} />}
            >
              {t("by", { who: who(actor) })}
              {refused > 0 && <span className="text-alert"> · {t("refused", { count: refused })}</span>}
            </Run>
          ))}
        </RunList>
      )}
      <Pager path={PATH} query={{}} isFirst={!after} next={next} />
    </>
  );
}
