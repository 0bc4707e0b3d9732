import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ConnectionList } from "@/components/admin/connection-list/connection-list";
import { FilterChips } from "@/components/admin/connection-list/filter-chips";
import { Filters } from "@/components/admin/connection-list/filters";
import { HealthTabs } from "@/components/admin/connection-list/health-tabs";
import { ListViewProvider, ViewLink } from "@/components/admin/connection-list/list-view-provider";
import { toRows } from "@/components/admin/connection-list/rows";
import { listAddress, readListQuery } from "@/components/admin/connection-list/url-params";
import { openSavedView } from "@/components/admin/saved-views/open-saved-view";
import { savedQuery } from "@/components/admin/saved-views/saved-query";
import { SavedViewLinks } from "@/components/admin/saved-views/saved-view-links";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { filterWords } from "@/components/admin/shared/filter-words";
import { ClientMessages } from "@/components/layout/client-messages";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { countByHealth, countFrom } from "@/lib/connections/health/count";
import { listConnectionsForStaff } from "@/lib/connections/list-for-staff";
import { listSavedViews } from "@/lib/connections/saved-views/list";
import { countConnections } from "@/lib/connections/search/count";
import { filterEntries, NO_FILTER, readFilter } from "@/lib/connections/search/filter";
import { MIN_SEARCH } from "@/lib/db/conditions";
import { toQuery } from "@/lib/http/search-params";
import { log } from "@/lib/log";
import { isAdmin } from "@/lib/principal";
import { retryFromListAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.connections");
  return { title: t("title") };
}

export default async function ConnectionsPage({ searchParams }: PageProps<"/admin/connections">) {
  const parameters = toQuery(await searchParams);
  const query = readListQuery(parameters);
  const address = listAddress(query);
  const staff = await requireStaff();
  const { filter, problem } = readFilter(parameters);
  const narrowing = filterEntries(filter);
  const savedViews = listSavedViews(staff);
  const wanted = parameters.get("view");
  // A short address leads away from here, so the list is not read for it.
  const notOpened = wanted === null ? null : await openSavedView(await savedViews, wanted);
  const [views, page, counts] = await Promise.all([
    savedViews,
    listConnectionsForStaff(staff, filter, query),
    countByHealth(staff),
  ]);
  const t = await getTranslations("admin.connections");
  // Not awaited: the rows appear before the count.
  const known = countFrom(counts, filter) ?? page.total;
  const total =
    known !== null
      ? { count: known, about: false }
      : countConnections(staff, filter, query.exact === "1").catch((error: unknown) => {
          log.warn({ err: error }, "the matches could not be counted");
          return null;
        });
  const conditions = await filterWords(filter, page.connections[0]?.business ?? null);
  return (
    <Frame>
      <h1 className="font-semibold text-2xl tracking-tight sm:text-3xl">{t("title")}</h1>
      <HealthTabs counts={counts} current={filter.health} areAll={narrowing.every(([name]) => name === "health")} />
      <Filters minSearch={MIN_SEARCH} />
      <SavedViewLinks views={views} current={savedQuery(query)} />
      {notOpened}
      <FilterProblems isRefused={problem === "invalid"} from={filter.from} to={filter.to} />
      {page.age !== null && <p className="mt-4 text-muted text-sm">{t("age", { seconds: page.age })}</p>}
      <FilterChips conditions={conditions.filter(({ name }) => name !== "q" && name !== "health")} />
      {page.connections.length === 0 ? (
        <NoRows isBeyond={query.after !== null} isNarrowed={narrowing.length > 0} />
      ) : (
        <ConnectionList
          rows={await toRows(page.connections, query.columns)}
          previous={page.previous}
          next={page.next}
          columns={query.columns}
          address={address}
          filter={new URLSearchParams(narrowing).toString()}
          total={total}
          mayDisconnect={isAdmin(staff)}
          retry={isAdmin(staff) ? retryFromListAction : null}
        />
      )}
    </Frame>
  );
}

const LIST_TEXTS = [
  "admin.connections",
  "!admin.connections.none",
  "!admin.connections.export",
  "!admin.connections.age",
  "!admin.connections.never",
  "!admin.connections.filter.chip",
  "health.word",
  "scopes.receipt:read.short",
  "scopes.receipt:write.short",
] as const;

/** Gives the parts of the list their texts, and its view, which is its URL. */
function Frame({ children }: { children: ReactNode }) {
  return (
    <ClientMessages of={LIST_TEXTS}>
      <ListViewProvider>{children}</ListViewProvider>
    </ClientMessages>
  );
}

/** Replaces an empty list, with a link to the first page or to all connections. */
async function NoRows({ isBeyond, isNarrowed }: { isBeyond: boolean; isNarrowed: boolean }) {
  const t = await getTranslations("admin.connections");
  const kind = isBeyond ? "beyond" : isNarrowed ? "nothing" : "empty";
  return (
    <section className="mt-5 rounded-xl border border-line bg-surface px-6 py-12 text-center">
      <h2 className="font-semibold text-xl">{t(`none.${kind}.title`)}</h2>
      <p className="mt-2 text-muted">{t(`none.${kind}.body`)}</p>
      {kind !== "empty" && (
        <p className="mt-5">
          <ViewLink changes={isBeyond ? {} : NO_FILTER} className="font-medium text-accent underline">
            {t(`none.${kind}.back`)}
          </ViewLink>
        </p>
      )}
    </section>
  );
}
