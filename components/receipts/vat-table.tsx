import { getTranslations } from "next-intl/server";
import type { Prices } from "@/components/receipts/prices";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";

type Row = ReceiptContent["vatTotals"];
const COLUMNS = ["excludingVat", "vat", "includingVat"] as const;

/** Whether a receipt says anything about value added tax. */
export function hasVat({ vats, vatTotals }: ReceiptContent): boolean {
  return vats.length > 0 || vatTotals.vat !== null || vatTotals.excludingVat !== null;
}

/** Value added tax by rate, and the receipt's own totals unless they say the same as the only rate. */
export async function VatTable({ receipt, prices }: { receipt: ReceiptContent; prices: Prices }) {
  const t = await getTranslations("receipts.page");
  const { vats, vatTotals } = receipt;
  const [only] = vats;
  const repeats = (row: Row) =>
    COLUMNS.every((column) => vatTotals[column] === null || vatTotals[column] === row[column]);
  const isTold = vats.length === 0 || vatTotals.vat !== null || vatTotals.excludingVat !== null;
  const cells = (row: Row) =>
    COLUMNS.map((column) => (
      <td key={column} className="py-1 pl-2 text-right">
        {row[column] !== null && prices.amount(row[column])}
      </td>
    ));
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">{t("vat")}</caption>
      <thead className="text-muted">
        <tr>
          <th scope="col" className="wrap-normal pb-1 text-left font-normal">
            {t("rate")}
          </th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className="wrap-normal pb-1 pl-2 text-right font-normal">
              {t(`vatColumn.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {vats.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity, and a receipt does not change
          <tr key={index} className="align-baseline">
            <th scope="row" className="py-1 text-left font-normal">
              {row.rate === null ? t("noRate") : t("percent", { rate: prices.decimal(row.rate) })}
            </th>
            {cells(row)}
          </tr>
        ))}
      </tbody>
      {isTold && !(vats.length === 1 && only && repeats(only)) && (
        <tfoot>
          <tr className="align-baseline">
            <th scope="row" className="pt-1 text-left font-medium">
              {t("allRates")}
            </th>
            {cells(vatTotals)}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
