import { getTranslations } from "next-intl/server";
import type { ReceiptContent } from "@/lib/receipthero/hero-json";

type Line = ReceiptContent["lines"][number];
type ReceiptLinesProps = { lines: Line[]; format: (amount: number) => string };

/** The purchased items, line by line. */
export async function ReceiptLines({ lines, format }: ReceiptLinesProps) {
  const t = await getTranslations("receipts.page");

  const quantityOf = ({ quantity, unit, unitPrice }: Line) => {
    if (quantity === null) return null;
    const price = unitPrice === null ? null : format(unitPrice);
    if (price === null) return unit ? t("quantityOf", { quantity, unit }) : quantity;
    return unit ? t("eachOf", { quantity, unit, price }) : t("each", { quantity, price });
  };
  const nameOf = ({ description, percentage }: Line["discounts"][number]) => {
    const name = description ?? t("discount");
    return percentage ? t("discountOf", { description: name, percentage }) : name;
  };

  return (
    <table className="w-full">
      <caption className="sr-only">{t("lines")}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("item")}</th>
          <th scope="col">{t("price")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and a receipt does not change
          <tr key={index} className="align-baseline">
            <td className="py-1.5 pr-4">
              <bdi>{line.name}</bdi>
              <div className="text-muted text-xs leading-relaxed">
                <p>
                  {[quantityOf(line), ...line.vatRates.map((rate) => t("vatRate", { rate }))]
                    .filter((part) => part !== null)
                    .join(" · ")}
                </p>
                {line.note && (
                  <p className="whitespace-pre-line">
                    <bdi>{line.note}</bdi>
                  </p>
                )}
                {line.discounts.map((discount, position) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <p key={position} className="flex flex-wrap justify-between gap-x-3">
                    <bdi>{nameOf(discount)}</bdi>
                    {/* Some senders write a discount as a negative number, others as a positive one. */}
                    {discount.amount !== null && <span>{format(-Math.abs(discount.amount))}</span>}
                  </p>
                ))}
              </div>
            </td>
            <td className="whitespace-nowrap py-1.5 text-right">{line.total !== null && format(line.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
