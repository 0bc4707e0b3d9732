import { getTranslations } from "next-intl/server";
import type { Prices } from "@/components/receipts/prices";
import { ShopAttributes } from "@/components/receipts/shop-attributes";
import { unitOf } from "@/components/receipts/units";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";

type Line = ReceiptContent["lines"][number];
type LineDetailsProps = {
  line: Line;
  /** Whether the whole receipt is a return, so that its lines need not say so. */
  isReturn: boolean;
  prices: Prices;
};

/** Below an item's name: quantity, price of one, tax rates, discounts and what the shop adds. */
export async function LineDetails({ line, isReturn, prices }: LineDetailsProps) {
  const t = await getTranslations("receipts.page");
  const quantity = await quantityOf(line, prices);
  const facts = [
    !isReturn && line.quantity?.startsWith("-") ? t("returned") : null,
    quantity,
    ...line.vatRates.map((rate) => t("vatRate", { rate: prices.decimal(rate) })),
  ].filter((part) => part !== null);
  const codes = [
    line.ean === null ? null : t("ean", { code: line.ean }),
    line.productId === null ? null : t("productId", { code: line.productId }),
  ].filter((part) => part !== null);
  return (
    <div className="text-muted text-xs leading-relaxed">
      {facts.length > 0 && <p>{facts.join(" · ")}</p>}
      {line.discounts.map(({ description, percentage, amount }, index) => {
        const name = description ?? t("discount");
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: discounts have no identity, and a receipt does not change
          <p key={index} className="flex flex-wrap justify-between gap-x-3 text-ink">
            <bdi>
              {percentage === null
                ? name
                : t("discountOf", { description: name, percentage: prices.decimal(percentage) })}
            </bdi>
            {amount !== null && <span>{prices.amount(amount)}</span>}
          </p>
        );
      })}
      {line.note && (
        <p className="whitespace-pre-line">
          <bdi>{line.note}</bdi>
        </p>
      )}
      {codes.length > 0 && (
        <ul className="flex flex-wrap gap-x-3">
          {codes.map((code) => (
            <li key={code}>
              <bdi>{code}</bdi>
            </li>
          ))}
        </ul>
      )}
      <ShopAttributes attributes={line.attributes} />
    </div>
  );
}

/** Quantity and price of one; null for a single piece, whose price is the line's. */
async function quantityOf(line: Line, prices: Prices): Promise<string | null> {
  const t = await getTranslations("receipts.page");
  const unitWords = await getTranslations("units");
  const { quantity, unit: code, finePrice, unitPrice, total } = line;
  const own = finePrice === null ? unitPrice : null;
  const price = finePrice === null ? own !== null && prices.amount(own) : prices.price(finePrice);
  if (quantity === null) return price && own !== total ? t("unitPrice", { price }) : null;
  const unit = code === null ? null : unitOf(code);
  const isPiece = code === null || unit === "piece";
  if (isPiece && quantity === "1" && (!price || own === total)) return null;
  const number = prices.decimal(quantity);
  const words = unit ? unitWords(unit, { number, count: Number(quantity) }) : [number, code].filter(Boolean).join(" ");
  return price ? t("each", { quantity: words, price }) : words;
}
