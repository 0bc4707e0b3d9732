import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { pricesOf } from "@/components/receipts/prices";
import { ReceiptCodes } from "@/components/receipts/receipt-codes";
import { ReceiptHeader } from "@/components/receipts/receipt-header";
import { ReceiptLines } from "@/components/receipts/receipt-lines";
import { ReceiptPayments } from "@/components/receipts/receipt-payments";
import { ShopAttributes } from "@/components/receipts/shop-attributes";
import { hasVat, VatTable } from "@/components/receipts/vat-table";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";

type TillReceiptProps = {
  receipt: ReceiptContent;
  receiptId: string;
  /** The shop's name from the notification, for a receipt without one. */
  shopName: string | null;
};

/** A receipt as a till prints it. All of its content is untrusted text from the shop. */
export async function TillReceipt({ receipt, receiptId, shopName }: TillReceiptProps) {
  const t = await getTranslations("receipts.page");
  const locale = await getLocale();
  const prices = pricesOf(receipt.currency, locale);
  const { type, lines, payments, points, attachments, attributes, note, total, otherTotal } = receipt;
  return (
    <div className="drop-shadow-[0_10px_24px_rgb(20_50_40/0.1)] print:drop-shadow-none">
      <article
        data-print-alone=""
        className="torn wrap-anywhere rounded-t-2xl bg-surface px-4 pt-9 min-[22rem]:px-6 pb-9 font-mono text-sm tabular-nums sm:px-9"
      >
        <ReceiptHeader receipt={receipt} shopName={shopName} />
        {lines.length > 0 && (
          <Part>
            <ReceiptLines receipt={receipt} prices={prices} />
          </Part>
        )}
        <Part>
          <dl className="flex flex-wrap items-baseline justify-between gap-x-4 font-semibold text-lg">
            <dt className="font-sans">{t(type === "RETURN" ? "totalReturned" : "total")}</dt>
            <dd className="ml-auto">{total === null ? t("noTotal") : prices.amount(total)}</dd>
          </dl>
          {otherTotal !== null && total !== null && (
            <p className="mt-2 font-sans">
              {t("otherTotal", { vatTotal: prices.amount(otherTotal), total: prices.amount(total) })}
            </p>
          )}
          {receipt.isCurrencyAssumed && <p className="mt-2 font-sans text-muted">{t("currencyAssumed")}</p>}
        </Part>
        {hasVat(receipt) && (
          <Part>
            <VatTable receipt={receipt} prices={prices} />
          </Part>
        )}
        {payments.length + points.length > 0 && (
          <Part>
            <ReceiptPayments receipt={receipt} locale={locale} />
          </Part>
        )}
        {attachments.length > 0 && (
          <Part>
            <ReceiptCodes attachments={attachments} />
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
          <ShopAttributes attributes={attributes} className="mb-4" />
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
  return <div className="fold mt-5 pt-5 print:mt-3 print:pt-3">{children}</div>;
}
