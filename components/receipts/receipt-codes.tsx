import { getTranslations } from "next-intl/server";
import { ShopMoment } from "@/components/receipts/shop-moment";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import { drawCode } from "@/lib/receipts/draw-code";

/** Tickets, vouchers and codes for a return, as codes that a till can scan and as text. */
export async function ReceiptCodes({ attachments }: { attachments: ReceiptContent["attachments"] }) {
  const t = await getTranslations("receipts.page");
  return (
    <ul aria-label={t("codes")} className="grid gap-6">
      {attachments.map((attachment, index) => {
        const { type, purpose, title, data, validUntil } = attachment;
        const image = drawCode(attachment);
        const heading = title ?? t(`purpose.${purpose ?? "OTHER"}`);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: codes have no identity, and a receipt does not change
          <li key={index} className="grid grid-cols-1 justify-items-center gap-2 break-inside-avoid text-center">
            <p className="font-sans font-semibold">
              <bdi>{heading}</bdi>
              {title && purpose && (
                <span className="block font-normal text-muted text-xs">{t(`purpose.${purpose}`)}</span>
              )}
            </p>
            {image && (
              <img
                src={image}
                alt={t(`codeAlt.${type}`, { title: heading })}
                className={type === "QRCODE" ? "w-48 max-w-full rounded-md" : "h-24 w-full max-w-72 rounded-md"}
              />
            )}
            <p className="text-xs">
              <bdi>{data}</bdi>
            </p>
            {validUntil && (
              <p className="text-muted text-xs">
                {t("validUntil")} <ShopMoment time={validUntil} />
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
