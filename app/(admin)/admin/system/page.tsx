import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getFormatter } from "@/lib/i18n/formatter";
import { keyUse } from "@/lib/key-rotation/key-use";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.system");
  return { title: t("title") };
}

/** The encryption keys, and how many rows need each. */
export default async function SystemPage() {
  const staff = await requireStaff();
  const keys = await keyUse(staff);
  const t = await getTranslations("admin.system");
  const format = await getFormatter();
  const left = keys.filter(({ state }) => state === "former").reduce((sum, { rows }) => sum + rows, 0);
  const isMissing = keys.some(({ state }) => state === "missing");
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <h2 className="mt-8 font-semibold text-lg">{t("keys.title")}</h2>
      <p className="mt-1.5 max-w-prose text-muted">{t("keys.lead")}</p>
      {isMissing && (
        <div className="mt-6">
          <Notice kind="problem">{t("keys.missing")}</Notice>
        </div>
      )}
      <p className="mt-6" role="status">
        {left > 0 ? t("keys.left", { count: left }) : t("keys.done")}
      </p>
      <ListTable label={t("keys.title")}>
        <HeadRow>
          <Head>{t("keys.id")}</Head>
          <Head>{t("keys.use")}</Head>
          <Head end>{t("keys.rows")}</Head>
        </HeadRow>
        <Rows>
          {keys.map(({ id, state, rows }) => (
            <Row key={id}>
              <Cell>
                <span className="wrap-anywhere font-mono">{id}</span>
              </Cell>
              <Cell>{state === "former" && rows === 0 ? t("keys.state.unused") : t(`keys.state.${state}`)}</Cell>
              <Cell end>{format.number(rows)}</Cell>
            </Row>
          ))}
        </Rows>
      </ListTable>
    </>
  );
}
