import { getFormatter, getTranslations } from "next-intl/server";
import { amountFormat } from "@/lib/i18n/money";
import type { ReceiptContent } from "@/lib/receipthero/hero-json";

type Payment = ReceiptContent["payments"][number];

/** The payments of the purchase. */
export async function ReceiptPayments({ payments, locale }: { payments: Payment[]; locale: string }) {
  const t = await getTranslations("receipts.page");
  const format = await getFormatter();

  const nameOf = ({ type, cardType }: Payment) => {
    if (cardType) return cardType;
    if (type === "CARD" || type === "CASH" || type === "LOYALTY") return t(`paymentType.${type}`);
    return type ?? t("payments");
  };
  return (
    <dl className="grid gap-2" aria-label={t("payments")}>
      {payments.map((payment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: payments have no identity, and a receipt does not change
        <div key={index} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <dt>
            <bdi>
              {payment.cardEnding
                ? t("cardEnding", { card: nameOf(payment), digits: payment.cardEnding })
                : nameOf(payment)}
            </bdi>
            {payment.paidAt && (
              <time dateTime={payment.paidAt.toISOString()} className="block text-muted text-xs">
                {format.dateTime(payment.paidAt, "moment")}
              </time>
            )}
          </dt>
          <dd>{amountFormat(payment.currency, locale)(payment.amount)}</dd>
        </div>
      ))}
    </dl>
  );
}
