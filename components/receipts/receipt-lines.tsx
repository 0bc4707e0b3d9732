import { getTranslations } from "next-intl/server";
import { LineDetails } from "@/components/receipts/line-details";
import type { Prices } from "@/components/receipts/prices";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";

type ReceiptLinesProps = { receipt: ReceiptContent; prices: Prices };

/** The items, line by line. */
export async function ReceiptLines({ receipt, prices }: ReceiptLinesProps) {
  const t = await getTranslations("receipts.page");
  return (
    <table className="w-full">
      <caption className="sr-only">{t("lines")}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("item")}</th>
          <th scope="col">{t("price")}</th>
        </tr>
      </thead>
      {receipt.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and a receipt does not change
        <tbody key={index} className="break-inside-avoid align-baseline">
          <tr>
            <td className="pt-2.5 pr-4">
              {line.name === null ? <span className="text-muted">{t("unnamedItem")}</span> : <bdi>{line.name}</bdi>}
            </td>
            <td className="whitespace-nowrap pt-2.5 text-right align-top">
              {line.total !== null && prices.amount(line.total)}
            </td>
          </tr>
          <tr>
            {/* As wide as the receipt, so that discounts stand below the price. */}
            <td colSpan={2}>
              <LineDetails line={line} isReturn={receipt.type === "RETURN"} prices={prices} />
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}
