import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OUTGOING_RECEIPTS } from "@/components/admin/outgoing-receipts/paths";
import { ReceiptRetryBar } from "@/components/admin/outgoing-receipts/receipt-retry-bar";
import { ReceiptRow } from "@/components/admin/outgoing-receipts/receipt-row";
import { ReceiptStateTabs } from "@/components/admin/outgoing-receipts/receipt-state-tabs";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { Pager } from "@/components/admin/shared/pager";
import { SearchForm } from "@/components/admin/shared/search-form";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { env } from "@/lib/env";
import { API_PATH } from "@/lib/http/paths";
import { SEND_RETRY_HOURS } from "@/lib/lifetimes";
import { countUnsent } from "@/lib/outgoing-receipts/count";
import { listOutgoingReceipts } from "@/lib/outgoing-receipts/list";
import { isAdmin } from "@/lib/principal";
import { retryReceiptsAction } from "./actions";
import { readQuery } from "./query";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.outgoingReceipts");
  return { title: t("title") };
}

/** The receipts that the partner's systems send, newest first. */
export default async function OutgoingReceiptsPage({ searchParams }: PageProps<"/admin/outgoing-receipts">) {
  const query = await searchParams;
  const staff = await requireStaff();
  const { filter, after, isRefused } = readQuery(query);
  const [{ rows, next }, counts] = await Promise.all([
    listOutgoingReceipts(staff, filter, after),
    filter.q === null ? countUnsent(staff) : null,
  ]);
  const t = await getTranslations("admin.outgoingReceipts");
  const canRetry = isAdmin(staff) && filter.state === "failed";
  const list = (
    <ol aria-label={t("list")} className="mt-6 divide-y divide-line rounded-xl border border-line bg-surface">
      {rows.map((receipt) => (
        <ReceiptRow key={receipt.id} receipt={receipt} canSelect={canRetry} />
      ))}
    </ol>
  );
  const kept = { ...(filter.state && { state: filter.state }), ...(filter.q && { q: filter.q }) };
  const nothing = filter.q || after ? "nothing" : filter.state ? (`none.${filter.state}` as const) : "empty";
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 max-w-prose text-muted">{t("lead")}</p>
      {(query.retried === "none" || query.retried === "some") && (
        <div className="mt-6">
          <Notice kind="good">{t(`retry.done.${query.retried}`)}</Notice>
        </div>
      )}
      <FilterProblems isRefused={isRefused} />
      <ReceiptStateTabs filter={filter} counts={counts} />
      <SearchForm path={OUTGOING_RECEIPTS} label={t("search")} search={filter.q ?? ""} narrowed={filter.q !== null}>
        {filter.state && <input type="hidden" name="state" value={filter.state} />}
      </SearchForm>
      {rows.length === 0 ? (
        <div className="mt-6 rounded-xl border border-line bg-surface px-6 py-14 text-center">
          <h2 className="font-semibold text-lg">{t(`${nothing}.title`)}</h2>
          <p className="wrap-anywhere mt-1.5 text-muted">
            {t(`${nothing}.body`, {
              url: `${env().APP_URL}${API_PATH}/outgoing-receipts`,
              hours: SEND_RETRY_HOURS,
            })}
          </p>
        </div>
      ) : canRetry ? (
        <Form action={retryReceiptsAction}>
          <ReceiptRetryBar filter={filter} count={counts?.failed ?? null} />
          {list}
        </Form>
      ) : (
        list
      )}
      <Pager path={OUTGOING_RECEIPTS} query={kept} isFirst={!after} next={next} />
    </>
  );
}
