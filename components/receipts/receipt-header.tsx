import { getTranslations } from "next-intl/server";
import { ShopMoment } from "@/components/receipts/shop-moment";
import { Icon } from "@/components/ui/icon";
import { getFormatter } from "@/lib/i18n/formatter";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";

type ReceiptHeaderProps = { receipt: ReceiptContent; shopName: string | null };

/** The kind of the receipt, its shop and its time. */
export async function ReceiptHeader({ receipt, shopName }: ReceiptHeaderProps) {
  const t = await getTranslations("receipts.page");
  const { type, shop, time, number, originalNumber } = receipt;
  const name = shop.name ?? shopName;
  const list = await getTranslations("receipts");
  const format = await getFormatter();
  // As the shop's clock showed it.
  const unnamed = time
    ? list("unnamedOf", { date: format.dateTime(time.at, time.isDay ? "shortDay" : "short", { timeZone: time.zone }) })
    : t("untitled");
  return (
    <header className="text-center">
      {type !== "PURCHASE" && (
        <p className="mb-3 inline-flex items-center gap-2 rounded-full border border-ink px-3 py-1 font-sans font-semibold">
          <Icon name={type === "RETURN" ? "undo-2" : "repeat-2"} />
          {t(`type.${type}`)}
        </p>
      )}
      <h1 className="font-sans font-semibold text-2xl tracking-tight">{name === null ? unnamed : <bdi>{name}</bdi>}</h1>
      <div className="mt-2 text-muted">
        {[shop.branch, shop.address.join(", ")].filter(Boolean).map((text) => (
          <p key={text}>
            <bdi>{text}</bdi>
          </p>
        ))}
        {shop.companyId && <p>{t("companyId", { id: shop.companyId })}</p>}
        {shop.contact.length > 0 && (
          <ul className="mt-1 flex flex-wrap justify-center gap-x-3 text-xs">
            {shop.contact.map((text) => (
              <li key={text}>
                <bdi>{text}</bdi>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="mt-4 grid gap-0.5 empty:hidden">
        {time && (
          <p className="font-medium">
            <ShopMoment time={time} />
          </p>
        )}
        {number && <p>{t("number", { number })}</p>}
        {originalNumber && <p>{t("originalNumber", { number: originalNumber })}</p>}
      </div>
    </header>
  );
}
