import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BulkStateBadge } from "@/components/admin/bulk-disconnect/state-badge";
import { FilterWords } from "@/components/admin/shared/filter-words";
import { Run, RunList } from "@/components/admin/shared/run-list";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { ButtonLink } from "@/components/ui/button";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { listBulkDisconnects } from "@/lib/connections/bulk-disconnect/list";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.bulkDisconnect");
  return { title: t("title") };
}

/** The bulk disconnects, newest first. */
export default async function BulkPage({ searchParams }: PageProps<"/admin/bulk-disconnects">) {
  const staff = await requireStaff();
  const after = decodeCursor(NEWEST_FIRST, (await searchParams).after);
  const { bulkDisconnects, next } = await listBulkDisconnects(staff, after);
  const t = await getTranslations("admin.bulkDisconnect");
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      {bulkDisconnects.length === 0 && (
        <section className="mt-9 rounded-2xl border border-line bg-surface px-6 py-9 sm:px-10">
          <h2 className="font-semibold text-xl tracking-tight">{t("empty.title")}</h2>
          <p className="mt-2.5 max-w-xl text-muted">{t("empty.body")}</p>
          <ButtonLink href="/admin/connections" className="mt-7">
            {t("empty.link")}
          </ButtonLink>
        </section>
      )}
      {bulkDisconnects.length > 0 && (
        <RunList label={t("title")}>
          {bulkDisconnects.map(({ id, state, action, filter, createdAt, startedBy, business, connections, ending }) => (
            <Run
              key={id}
              href={`/admin/bulk-disconnects/${id}`}
              title={
                <>
                  {t(action === "DISCONNECT" ? "count" : "reconnect.count", { count: connections })}
                  {" · "}
                  <StaffTime at={createdAt} />
                </>
              }
              state={<BulkStateBadge state={state} />}
            >
              <FilterWords filter={filter} business={business} /> ·{" "}
              {t("startedBy", { email: startedBy ? readableEmailAddress(startedBy) : t("former") })}
              {ending > 0 && <span className="text-alert"> · {t("unconfirmed", { count: ending })}</span>}
            </Run>
          ))}
        </RunList>
      )}
      {(after || next) && (
        <nav aria-label={t("pages")} className="mt-6 flex flex-wrap gap-3">
          {after && (
            <ButtonLink href="/admin/bulk-disconnects" look="secondary">
              {t("newest")}
            </ButtonLink>
          )}
          {next && (
            <ButtonLink href={`/admin/bulk-disconnects?after=${next}`} look="secondary">
              {t("older")}
            </ButtonLink>
          )}
        </nav>
      )}
    </>
  );
}
