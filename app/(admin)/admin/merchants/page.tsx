import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { ROW_LINK } from "@/components/admin/shared/link-styles";
import { Cell, Head, ListTable } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import { SearchForm } from "@/components/admin/shared/search-form";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { containsPattern, readSearch } from "@/lib/db/conditions";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
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
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 wrap-anywhere text-muted">{narrowed ? t("found", { search }) : t("lead")}</p>
      <SearchForm path={PATH} label={t("search")} search={search} narrowed={search !== ""} />
      {merchants.length === 0 ? (
        <p className="mt-9">{t(narrowed ? "none" : "noneYet")}</p>
      ) : (
        <ListTable label={t("title")}>
          <thead>
            <tr>
              <Head>{t("name")}</Head>
              <Head wide end>
                {t("members")}
              </Head>
              <Head wide end>
                {t("connections")}
              </Head>
              <Head end>{t("since")}</Head>
            </tr>
          </thead>
          <tbody>
            {merchants.map(({ id, name, externalId, createdAt, deletedAt, members, connections }) => (
              <tr key={id}>
                <Cell>
                  <Link href={`${PATH}/${id}`} className={ROW_LINK}>
                    {name}
                  </Link>
                  {externalId && (
                    <span className="block wrap-anywhere text-muted text-sm">
                      {t("externalId", { id: externalId })}
                    </span>
                  )}
                  {deletedAt && (
                    <span className="block text-muted text-sm">
                      {t("deleted", { date: format.dateTime(deletedAt, "staffDay") })}
                    </span>
                  )}
                  <span className="block text-muted text-sm sm:hidden">
                    {t("counts", { members: count(members), connections: count(connections) })}
                  </span>
                </Cell>
                <Cell wide end>
                  {count(members)}
                </Cell>
                <Cell wide end>
                  {count(connections)}
                </Cell>
                <Cell end quiet>
                  <StaffTime at={createdAt} to="day" />
                </Cell>
              </tr>
            ))}
          </tbody>
        </ListTable>
      )}
      <Pager path={PATH} query={search ? { q: search } : {}} isFirst={!after} next={next} />
    </>
  );
}
