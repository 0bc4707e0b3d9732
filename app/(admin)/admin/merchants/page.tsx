import type { Metadata } from "next";
import { getNow, getTranslations } from "next-intl/server";
import { Head, HeadRow, ListTable } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import type { Part } from "@/components/admin/shared/row-parts";
import { rowDay } from "@/components/admin/shared/row-time";
import { SearchForm } from "@/components/admin/shared/search-form";
import { TableRows } from "@/components/admin/shared/table-rows";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { containsPattern, readSearch } from "@/lib/db/conditions";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { getFormatter } from "@/lib/i18n/formatter";
import { listMerchants, MOST_COUNTED } from "@/lib/merchants/list";

const PATH = "/admin/merchants";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.merchants");
  return { title: t("title") };
}

export default async function MerchantsPage({ searchParams }: PageProps<"/admin/merchants">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const search = readSearch(query.q);
  const after = decodeCursor(NEWEST_FIRST, query.after);
  const { rows: merchants, next } = await listMerchants(staff, { search, after });
  const t = await getTranslations("admin.merchants");
  const format = await getFormatter();
  const narrowed = containsPattern(search) !== null;
  const count = (value: number) =>
    value > MOST_COUNTED ? t("more", { count: format.number(MOST_COUNTED) }) : format.number(value);
  const now = await getNow();
  const rows = merchants.map(({ id, name, externalId, createdAt, deletedAt, members, connections }) => {
    const first: Part[] = [{ to: `${PATH}/${id}`, text: name }];
    if (externalId) first.push({ line: t("externalId", { id: externalId }) });
    if (deletedAt) first.push({ line: t("deleted", { date: format.dateTime(deletedAt, "staffDay") }) });
    const counts = { members: count(members), connections: count(connections) };
    first.push({ line: t("counts", counts), look: "narrow" });
    const since: Part = [rowDay(format, createdAt, now), format.dateTime(createdAt, "staffSecond")];
    return [first, [counts.members], [counts.connections], [since]];
  });
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 wrap-anywhere text-muted">{narrowed ? t("found", { search }) : t("lead")}</p>
      <SearchForm path={PATH} label={t("search")} search={search} narrowed={search !== ""} />
      {merchants.length === 0 ? (
        <p className="mt-9">{t(narrowed ? "none" : "noneYet")}</p>
      ) : (
        <ListTable label={t("title")}>
          <HeadRow>
            <Head>{t("name")}</Head>
            <Head wide end>
              {t("members")}
            </Head>
            <Head wide end>
              {t("connections")}
            </Head>
            <Head end>{t("since")}</Head>
          </HeadRow>
          <TableRows columns={["", "wide end", "wide end", "end quiet"]} rows={rows} />
        </ListTable>
      )}
      <Pager path={PATH} query={search ? { q: search } : {}} isFirst={!after} next={next} />
    </>
  );
}
