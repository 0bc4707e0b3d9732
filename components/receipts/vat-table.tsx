import { getTranslations } from "next-intl/server";
import type { ReceiptContent } from "@/lib/receipthero/hero-json";

type VatTableProps = { vats: ReceiptContent["vats"]; format: (amount: number) => string };

/** Value added tax by rate. */
export async function VatTable({ vats, format }: VatTableProps) {
  const t = await getTranslations("receipts.page");
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">{t("vat")}</caption>
      <thead className="text-muted">
        <tr>
          <th scope="col" className="pb-1 text-left font-normal">
            {t("rate")}
          </th>
          {(["excluding", "tax", "including"] as const).map((column) => (
            <th key={column} scope="col" className="pb-1 pl-2 text-right font-normal">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {vats.map(({ rate, code, vat, excludingVat, includingVat }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity, and a receipt does not change
          <tr key={index} className="align-baseline">
            <th scope="row" className="py-1 text-left font-normal">
              {[code, rate && `${rate}%`].filter(Boolean).join(" ")}
            </th>
            {[excludingVat, vat, includingVat].map((amount, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <td key={column} className="py-1 pl-2 text-right">
                {amount !== null && format(amount)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
