import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { LINK, ROW_LINK } from "@/components/admin/shared/link-styles";
import { Cell, Head, ListTable } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import { SearchForm } from "@/components/admin/shared/search-form";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { SelectField } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { readSearch } from "@/lib/db/conditions";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
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
        <ListTable label={t("title")}>
          <thead>
            <tr>
              <Head>{t("user")}</Head>
              <Head>{t("role")}</Head>
              <Head wide>{t("business")}</Head>
              <Head wide end>
                {t("since")}
              </Head>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.id}>
                <Cell>
                  <Link href={`${PATH}/${user.id}`} className={ROW_LINK}>
                    {user.name ?? readableEmailAddress(user.email)}
                  </Link>
                  {user.id === staff.id && <span className="text-accent text-sm"> {t("you")}</span>}
                  {user.name && (
                    <span className="block wrap-anywhere text-muted text-sm">{readableEmailAddress(user.email)}</span>
                  )}
                  {user.business && (
                    <span className="block wrap-anywhere text-muted text-sm sm:hidden">
                      {user.business} {user.businesses > 1 && moreBusinesses(user.businesses - 1)}
                    </span>
                  )}
                </Cell>
                <Cell>
                  {roles[user.role]}
                  {user.disabledAt && <span className="block text-alert text-sm">{t("disabled")}</span>}
                </Cell>
                <Cell wide>
                  {user.business ? (
                    <Link href={`/admin/merchants/${user.merchantId}`} className={`wrap-anywhere ${LINK}`}>
                      {user.business}
                    </Link>
                  ) : (
                    <span className="text-muted">{t("noBusiness")}</span>
                  )}
                  {user.businesses > 1 && <span className="text-muted"> {moreBusinesses(user.businesses - 1)}</span>}
                </Cell>
                <Cell wide end quiet>
                  <StaffTime at={user.createdAt} to="day" />
                </Cell>
              </tr>
            ))}
          </tbody>
        </ListTable>
      )}
      <Pager path={PATH} query={filter} isFirst={!after} next={next} />
    </>
  );
}
