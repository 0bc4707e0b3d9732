import { getTranslations } from "next-intl/server";
import { pricesOf } from "@/components/receipts/prices";
import { ShopAttributes } from "@/components/receipts/shop-attributes";
import { ShopMoment } from "@/components/receipts/shop-moment";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import type { ShopTime } from "@/lib/receipthero/hero-json/time";

type Payment = ReceiptContent["payments"][number];

/** The payments, and the points apart from them. */
export async function ReceiptPayments({ receipt, locale }: { receipt: ReceiptContent; locale: string }) {
  const t = await getTranslations("receipts.page");
  return (
    <div className="grid gap-3">
      {receipt.payments.length > 0 && (
        <dl className="grid gap-2" aria-label={t("payments")}>
          {receipt.payments.map((payment, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: payments have no identity, and a receipt does not change
            <PaymentRow key={index} payment={payment} bought={receipt.time} locale={locale} />
          ))}
        </dl>
      )}
      {receipt.points.length > 0 && (
        <dl className="grid gap-2" aria-label={t("points")}>
          {receipt.points.map(({ program, points }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <div key={index} className="flex flex-wrap items-baseline justify-between gap-x-4">
              <dt>
                <bdi>{program ?? t("loyalty")}</bdi>
              </dt>
              <dd>{points === null ? t("pointsUnknown") : t("pointsOf", { points })}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

type PaymentRowProps = { payment: Payment; bought: ShopTime | null; locale: string };

async function PaymentRow({ payment, bought, locale }: PaymentRowProps) {
  const t = await getTranslations("receipts.page");
  const { amount } = pricesOf(payment.currency, locale);
  const { type, otherType, card, cardEnding, transaction, time, reserved, references } = payment;
  const word = type === null ? otherType : t(`paymentType.${type}`);
  const method = type === "CARD" ? (card ?? word) : [word, card].filter(Boolean).join(", ") || t("payments");
  const name = cardEnding ? t("cardEnding", { card: method ?? t("payments"), digits: cardEnding }) : method;
  const codes = (["reference", "authorization", "terminal", "transaction"] as const).flatMap((kind) => {
    const code = references[kind];
    return code === null ? [] : [t(`paymentCode.${kind}`, { code })];
  });
  const isAtAnotherTime = time !== null && Math.abs(time.at.getTime() - (bought?.at.getTime() ?? 0)) >= 60_000;
  return (
    <div className="grid break-inside-avoid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4">
      <dt>
        <bdi>{name}</bdi>
        {transaction !== null && transaction !== "PURCHASE" && ` · ${t(`transaction.${transaction}`)}`}
      </dt>
      <dd>{amount(payment.amount)}</dd>
      <dd className="col-span-2 text-muted text-xs leading-relaxed">
        {isAtAnotherTime && <ShopMoment time={time} />}
        {reserved !== null && <p>{t("reserved", { amount: amount(reserved) })}</p>}
        {codes.length > 0 && (
          <ul className="flex flex-wrap gap-x-3">
            {codes.map((code) => (
              <li key={code}>
                <bdi>{code}</bdi>
              </li>
            ))}
          </ul>
        )}
        <ShopAttributes attributes={payment.attributes} />
      </dd>
    </div>
  );
}
