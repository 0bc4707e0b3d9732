import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationState } from "@/components/admin/invitations/invitation-state";
import { InvitationStateTabs } from "@/components/admin/invitations/state-tabs";
import { ROW_LINK } from "@/components/admin/shared/link-styles";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import { SearchForm } from "@/components/admin/shared/search-form";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { ButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
import { readInvitationFilter } from "@/lib/merchant-invitations/filter";
import { countInvitations, type ListedInvitation, listInvitations } from "@/lib/merchant-invitations/list";
import { newestBulkReminder } from "@/lib/merchant-invitations/reminders/get";
import { isAdmin } from "@/lib/principal";

const PATH = "/admin/invitations";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.invitations");
  return { title: t("title") };
}

/** The invitations of merchants, newest first. */
export default async function InvitationsPage({ searchParams }: PageProps<"/admin/invitations">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const filter = readInvitationFilter(query);
  const after = decodeCursor(NEWEST_FIRST, query.after);
  const [{ rows, next }, counts, reminder] = await Promise.all([
    listInvitations(staff, filter, after),
    countInvitations(staff),
    newestBulkReminder(staff),
  ]);
  const t = await getTranslations("admin.invitations");
  const reminders = await getTranslations("admin.reminders");
  const isNarrowed = filter.state !== null || filter.q !== null || after !== null;
  const nothing = isNarrowed ? "nothing" : "empty";
  const given = { ...(filter.state && { state: filter.state }), ...(filter.q && { q: filter.q }) };
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      {query.done === "invited" && (
        <div className="mt-6">
          <Notice kind="good">{t("done.invited")}</Notice>
        </div>
      )}
      <div className="mt-6 actions">
        {isAdmin(staff) && (
          <>
            <ButtonLink href={`${PATH}/new`}>{t("invite")}</ButtonLink>
            <ButtonLink href={`${PATH}/files/new`} look="secondary">
              {t("inviteMany")}
            </ButtonLink>
          </>
        )}
        {isAdmin(staff) && (
          <ButtonLink href={`${PATH}/reminders/new?${new URLSearchParams(given)}`} look="secondary">
            {reminders("start")}
          </ButtonLink>
        )}
        {reminder && (
          <ButtonLink href={`${PATH}/reminders/${reminder}`} look="quiet">
            {reminders("newest")}
          </ButtonLink>
        )}
        <ButtonLink href={`${PATH}/files`} look="quiet">
          {t("files")}
        </ButtonLink>
      </div>
      <InvitationStateTabs state={filter.state} counts={counts} />
      <SearchForm path={PATH} label={t("search")} search={filter.q ?? ""} narrowed={isNarrowed}>
        {filter.state && <input type="hidden" name="state" value={filter.state} />}
      </SearchForm>
      {rows.length === 0 ? (
        <div className="mt-7 rounded-xl border border-line bg-surface px-6 py-14 text-center">
          <h2 className="font-semibold text-lg">{t(`${nothing}.title`)}</h2>
          <p className="mt-1.5 text-muted">{t(`${nothing}.body`)}</p>
        </div>
      ) : (
        <InvitationTable rows={rows} />
      )}
      <Pager path={PATH} query={given} isFirst={!after} next={next} />
    </>
  );
}

async function InvitationTable({ rows }: { rows: ListedInvitation[] }) {
  const t = await getTranslations("admin.invitations");
  return (
    <ListTable label={t("list")} stacked>
      <HeadRow>
        <Head>{t("business")}</Head>
        <Head>{t("state")}</Head>
        <Head wide end>
          {t("created")}
        </Head>
      </HeadRow>
      <Rows>
        {rows.map((invitation) => {
          const { id, business, merchantId, externalId, email, createdAt } = invitation;
          return (
            <Row key={id}>
              <Cell>
                {merchantId ? (
                  <Link href={`/admin/merchants/${merchantId}`} className={ROW_LINK}>
                    {business}
                  </Link>
                ) : (
                  <span className="wrap-anywhere font-medium">{business}</span>
                )}
                <span className="wrap-anywhere block text-muted text-sm">{readableEmailAddress(email)}</span>
                <span className="wrap-anywhere block text-muted text-sm">{t("idOf", { id: externalId })}</span>
              </Cell>
              <Cell>
                <InvitationState invitation={invitation} />
              </Cell>
              <Cell wide end quiet>
                <StaffTime at={createdAt} />
              </Cell>
            </Row>
          );
        })}
      </Rows>
    </ListTable>
  );
}
