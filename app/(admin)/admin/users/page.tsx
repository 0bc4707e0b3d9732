import type { Metadata } from "next";
import { getNow, getTranslations } from "next-intl/server";
import { z } from "zod";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { Head, HeadRow, ListTable } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import type { Part } from "@/components/admin/shared/row-parts";
import { rowDay } from "@/components/admin/shared/row-time";
import { SearchForm } from "@/components/admin/shared/search-form";
import { TableRows } from "@/components/admin/shared/table-rows";
import { SelectField } from "@/components/ui/field";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { readSearch } from "@/lib/db/conditions";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
import { getFormatter } from "@/lib/i18n/formatter";
import { listUsers, MOST_COUNTED } from "@/lib/users/list";
import { Role } from "@/prisma/generated/enums";

const PATH = "/admin/users";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.users");
  return { title: t("title") };
}

export default async function UsersPage({ searchParams }: PageProps<"/admin/users">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const search = readSearch(query.q);
  const role = z.enum(Role).safeParse(query.role).data ?? null;
  const disabled = query.disabled === "yes";
  const after = decodeCursor(NEWEST_FIRST, query.after);
  const { rows: users, next } = await listUsers(staff, { search, role, disabled, after });
  const t = await getTranslations("admin.users");
  const filter = { ...(search && { q: search }), ...(role && { role }), ...(disabled && { disabled: "yes" }) };
  const isRefused = Boolean((query.role && !role) || (query.after && !after));
  const narrowed = Object.keys(filter).length > 0;
  const roles = { MERCHANT: t("roles.MERCHANT"), SUPPORT: t("roles.SUPPORT"), ADMIN: t("roles.ADMIN") };
  const moreBusinesses = (count: number) =>
    count < MOST_COUNTED ? t("moreOfThem", { count }) : t("manyMore", { count: MOST_COUNTED - 1 });
  const format = await getFormatter();
  const now = await getNow();
  const rows = users.map((user) => {
    const email = readableEmailAddress(user.email);
    const more = user.businesses > 1 ? ` ${moreBusinesses(user.businesses - 1)}` : "";
    const first: Part[] = [{ to: `${PATH}/${user.id}`, text: user.name ?? email }];
    if (user.id === staff.id) first.push({ text: ` ${t("you")}`, look: "good" });
    if (user.name) first.push({ line: email });
    if (user.business) first.push({ line: user.business + more, look: "narrow" });
    const role: Part[] = [roles[user.role]];
    if (user.disabledAt) role.push({ line: t("disabled"), look: "bad" });
    const business: Part[] = user.business
      ? [{ to: `/admin/merchants/${user.merchantId}`, text: user.business }]
      : [{ text: t("noBusiness"), look: "quiet" }];
    if (more) business.push({ text: more, look: "quiet" });
    const since: Part = [rowDay(format, user.createdAt, now), format.dateTime(user.createdAt, "staffSecond")];
    return [first, role, business, [since]];
  });
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      <SearchForm path={PATH} label={t("search")} search={search} narrowed={narrowed}>
        <div className="w-40 text-sm">
          <SelectField
            key={role}
            id="role"
            name="role"
            label={t("role")}
            defaultValue={role ?? ""}
            options={{ "": t("anyRole"), ...roles }}
          />
        </div>
        <label className="flex min-h-11 items-center gap-2.5 text-sm">
          <input key={String(disabled)} type="checkbox" name="disabled" value="yes" defaultChecked={disabled} />
          {t("onlyDisabled")}
        </label>
      </SearchForm>
      <FilterProblems isRefused={isRefused} />
      {users.length === 0 ? (
        <p className="mt-9">{t(narrowed ? "none" : "noneYet")}</p>
      ) : (
        <ListTable label={t("title")} stacked>
          <HeadRow>
            <Head>{t("user")}</Head>
            <Head>{t("role")}</Head>
            <Head wide>{t("business")}</Head>
            <Head wide end>
              {t("since")}
            </Head>
          </HeadRow>
          <TableRows columns={["", "", "wide", "wide end quiet"]} stacked rows={rows} />
        </ListTable>
      )}
      <Pager path={PATH} query={filter} isFirst={!after} next={next} />
    </>
  );
}
