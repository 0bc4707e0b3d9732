import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ReceiptLines } from "@/components/receipts/receipt-lines";
import { ReceiptPayments } from "@/components/receipts/receipt-payments";
import { VatTable } from "@/components/receipts/vat-table";
import { amountFormat } from "@/lib/i18n/money";
import type { ReceiptContent } from "@/lib/receipthero/hero-json";

/** A receipt as a till prints it. All of its content is untrusted text from the shop. */
export async function TillReceipt({ receipt, receiptId }: { receipt: ReceiptContent; receiptId: string }) {
  const t = await getTranslations("receipts.page");
  const locale = await getLocale();
  const format = amountFormat(receipt.currency, locale);
  const { shop, lines, vats, payments, note, total } = receipt;
  return (
    <div className="drop-shadow-[0_10px_24px_rgb(20_50_40/0.1)] print:drop-shadow-none">
      <article
        data-print-alone=""
        className="torn wrap-anywhere rounded-t-2xl bg-surface px-6 pt-9 pb-9 font-mono text-sm tabular-nums sm:px-9"
      >
        <header className="text-center">
          <h1 className="font-sans font-semibold text-2xl tracking-tight">
            <bdi>{shop.name}</bdi>
          </h1>
          <div className="mt-2 text-muted">
            {shop.branch && (
              <p>
                <bdi>{shop.branch}</bdi>
              </p>
            )}
            {shop.address.length > 0 && (
              <p>
                <bdi>{shop.address.join(", ")}</bdi>
              </p>
            )}
            {shop.companyId && <p>{t("companyId", { id: shop.companyId })}</p>}
          </div>
        </header>
        {lines.length > 0 && (
          <Part>
            <ReceiptLines lines={lines} format={format} />
          </Part>
        )}
        <Part>
          <dl className="flex flex-wrap items-baseline justify-between gap-x-4 font-semibold text-lg">
            <dt className="font-sans">{t("total")}</dt>
            <dd>{total === null ? t("noTotal") : format(total)}</dd>
          </dl>
        </Part>
        {vats.length > 0 && (
          <Part>
            <VatTable vats={vats} format={format} />
          </Part>
        )}
        {payments.length > 0 && (
          <Part>
            <ReceiptPayments payments={payments} locale={locale} />
          </Part>
        )}
        {note && (
          <Part>
            <p className="whitespace-pre-line text-center text-muted">
              <bdi>{note}</bdi>
            </p>
          </Part>
        )}
        <Part>
          <p className="text-center text-muted text-xs">
            {t("id")}
            <br />
            {receiptId}
          </p>
        </Part>
      </article>
    </div>
  );
}

function Part({ children }: { children: ReactNode }) {
  return <div className="fold mt-5 pt-5">{children}</div>;
}
