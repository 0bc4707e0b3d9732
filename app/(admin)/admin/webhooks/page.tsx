import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LINK, ROW_LINK } from "@/components/admin/shared/link-styles";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { DeliveryCount, EndpointState } from "@/components/admin/webhooks/endpoint-state";
import { DELIVERIES, WEBHOOKS } from "@/components/admin/webhooks/paths";
import { ButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { listEndpoints } from "@/lib/events/endpoints/list";
import { endpointPath } from "@/lib/http/paths";
import { isAdmin } from "@/lib/principal";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.webhooks");
  return { title: t("title") };
}

/** The webhook endpoints, newest first. */
export default async function WebhooksPage({ searchParams }: PageProps<"/admin/webhooks">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const after = decodeCursor(NEWEST_FIRST, query.after);
  const { rows: endpoints, next } = await listEndpoints(staff, after);
  const t = await getTranslations("admin.webhooks");
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">
        {t("lead")}{" "}
        <Link href={DELIVERIES} className={LINK}>
          {t("log")}
        </Link>
      </p>
      {query.done === "deleted" && (
        <div className="mt-6">
          <Notice kind="good">{t("done.deleted")}</Notice>
        </div>
      )}
      {isAdmin(staff) && (
        <ButtonLink href={`${WEBHOOKS}/new`} className="mt-6">
          {t("create")}
        </ButtonLink>
      )}
      {endpoints.length === 0 ? (
        <p className="mt-9 max-w-prose">{t("none")}</p>
      ) : (
        <ListTable label={t("title")} stacked>
          <HeadRow>
            <Head>{t("endpoint")}</Head>
            <Head>{t("state")}</Head>
            <Head wide end>
              {t("created")}
            </Head>
          </HeadRow>
          <Rows>
            {endpoints.map((endpoint) => (
              <Row key={endpoint.id}>
                <Cell>
                  <Link href={endpointPath(endpoint.id)} className={ROW_LINK}>
                    {endpoint.url}
                  </Link>
                  {endpoint.description && <span className="wrap-anywhere block">{endpoint.description}</span>}
                  <span className="wrap-anywhere block text-muted text-sm">
                    {endpoint.types.join(", ") || t("allTypes")}
                  </span>
                </Cell>
                <Cell>
                  <EndpointState endpoint={endpoint} />
                  {endpoint.failed > 0 && (
                    <span className="block text-muted text-sm">
                      <DeliveryCount kind="failed" count={endpoint.failed} />
                    </span>
                  )}
                </Cell>
                <Cell wide end quiet>
                  <StaffTime at={endpoint.createdAt} to="day" />
                </Cell>
              </Row>
            ))}
          </Rows>
        </ListTable>
      )}
      <Pager path={WEBHOOKS} query={{}} isFirst={!after} next={next} />
    </>
  );
}
