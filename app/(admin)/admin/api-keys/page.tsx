import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LINK } from "@/components/admin/shared/link-styles";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { Pager } from "@/components/admin/shared/pager";
import { ButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { type ListedApiKey, listApiKeys } from "@/lib/api-keys/list";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
import { getFormatter } from "@/lib/i18n/formatter";
import { isAdmin } from "@/lib/principal";

const PATH = "/admin/api-keys";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.apiKeys");
  return { title: t("title") };
}

/** The API keys, newest first. */
export default async function ApiKeysPage({ searchParams }: PageProps<"/admin/api-keys">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const after = decodeCursor(NEWEST_FIRST, query.after);
  const { rows: keys, next } = await listApiKeys(staff, after);
  const t = await getTranslations("admin.apiKeys");
  const format = await getFormatter();
  const day = (date: Date) => format.dateTime(date, "staffDay");
  const mayChange = isAdmin(staff);
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">
        {t("lead")}{" "}
        <Link href="/docs/api" className={LINK}>
          {t("docs")}
        </Link>
      </p>
      {query.done === "ended" && (
        <div className="mt-6">
          <Notice kind="good">{t("done")}</Notice>
        </div>
      )}
      {mayChange && (
        <ButtonLink href={`${PATH}/new`} className="mt-6">
          {t("create")}
        </ButtonLink>
      )}
      {keys.length === 0 ? (
        <p className="mt-9">{t("none")}</p>
      ) : (
        <ListTable label={t("title")} stacked>
          <HeadRow>
            <Head>{t("name")}</Head>
            <Head>{t("state")}</Head>
            <Head wide>{t("lastUse")}</Head>
            <Head wide end>
              {t("created")}
            </Head>
          </HeadRow>
          <Rows>
            {keys.map((key) => (
              <Row key={key.id}>
                <Cell>
                  <span className="wrap-anywhere font-medium">{key.name}</span>
                  <span className="wrap-anywhere block text-muted text-sm">{key.permissions.join(", ")}</span>
                </Cell>
                <Cell>
                  <KeyState apiKey={key} />
                  {mayChange && !key.endedAt && (
                    <Link href={`${PATH}/${key.id}/end`} className={`block ${LINK}`}>
                      <span aria-hidden>{t("end")}</span>
                      <span className="sr-only">{t("endOf", { name: key.name })}</span>
                    </Link>
                  )}
                </Cell>
                <Cell wide quiet>
                  {key.lastUsedAt ? format.dateTime(key.lastUsedAt, "staffTime") : t("never")}
                </Cell>
                <Cell wide end quiet>
                  {day(key.createdAt)}
                  <span className="wrap-anywhere block text-sm">
                    {t("createdBy", { who: key.createdBy ? readableEmailAddress(key.createdBy) : t("former") })}
                  </span>
                </Cell>
              </Row>
            ))}
          </Rows>
        </ListTable>
      )}
      <Pager path={PATH} query={{}} isFirst={!after} next={next} />
    </>
  );
}

/** Whether a key works, and until when. */
async function KeyState({ apiKey: { endedAt, expiresAt, isExpired } }: { apiKey: ListedApiKey }) {
  const t = await getTranslations("admin.apiKeys");
  const format = await getFormatter();
  const day = (date: Date) => format.dateTime(date, "staffDay");
  if (endedAt) return <span className="text-muted">{t("ended", { date: day(endedAt) })}</span>;
  if (!expiresAt) return t("active");
  return isExpired ? (
    <span className="text-alert">{t("expired", { date: day(expiresAt) })}</span>
  ) : (
    t("expires", { date: day(expiresAt) })
  );
}
