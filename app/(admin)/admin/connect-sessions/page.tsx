import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { connectSessionsPath, sessionParameters } from "@/components/admin/connect-sessions/paths";
import { ConnectSessionRow } from "@/components/admin/connect-sessions/session-row";
import { ConnectSessionStatusTabs } from "@/components/admin/connect-sessions/status-tabs";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { LINK } from "@/components/admin/shared/link-styles";
import { Pager } from "@/components/admin/shared/pager";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { listConnectSessions, type SessionFilter, sessionFilterSchema } from "@/lib/connect-sessions/list";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.connectSessions");
  return { title: t("title") };
}

/** The connect sessions, newest first. */
export default async function ConnectSessionsPage({ searchParams }: PageProps<"/admin/connect-sessions">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const { filter, isRefused } = readFilter(query);
  const after = decodeCursor(NEWEST_FIRST, query.after);
  const { rows: sessions, next, business } = await listConnectSessions(staff, filter, after);
  const t = await getTranslations("admin.connectSessions");
  const isNarrowed = filter.id !== null || filter.merchant !== null;
  const nothing = isNarrowed || filter.status || after ? "nothing" : "empty";
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      <FilterProblems isRefused={isRefused || (after === null && Boolean(query.after))} />
      {isNarrowed && (
        <p className="wrap-anywhere mt-6">
          {filter.id ? t("onlyOne") : t("onlyMerchant", { business: business ?? t("deletedBusiness") })}{" "}
          <Link href={connectSessionsPath()} className={LINK}>
            {t("showAll")}
          </Link>
        </p>
      )}
      {filter.id === null && <ConnectSessionStatusTabs filter={filter} />}
      {sessions.length === 0 ? (
        <div className="mt-6 rounded-xl border border-line bg-surface px-6 py-14 text-center">
          <h2 className="font-semibold text-lg">{t(`${nothing}.title`)}</h2>
          <p className="mt-1.5 text-muted">{t(`${nothing}.body`)}</p>
        </div>
      ) : (
        <ol aria-label={t("list")} className="mt-6 divide-y divide-line rounded-xl border border-line bg-surface">
          {sessions.map((session) => (
            <ConnectSessionRow key={session.id} session={session} />
          ))}
        </ol>
      )}
      <Pager path="/admin/connect-sessions" query={sessionParameters(filter)} isFirst={!after} next={next} />
    </>
  );
}

/** Reads the filter from the URL. Invalid values are dropped, and the user is told. */
function readFilter(query: Record<string, unknown>): { filter: SessionFilter; isRefused: boolean } {
  const names = sessionFilterSchema.keyof().options;
  const asked = Object.fromEntries(names.map((name) => [name, query[name] || null]));
  const { data, error } = sessionFilterSchema.safeParse(asked);
  if (data) return { filter: data, isRefused: false };
  const refused = Object.fromEntries(error.issues.map(({ path: [name] }) => [String(name), null]));
  return { filter: sessionFilterSchema.parse({ ...asked, ...refused }), isRefused: true };
}
