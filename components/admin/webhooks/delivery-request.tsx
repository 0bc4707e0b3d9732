import { useTranslations } from "next-intl";
import { FIXED_HEADERS, webhookId } from "@/lib/events/deliver/message";

type DeliveryRequestProps = { url: string; eventId: string; body: string };

/** The request of a delivery. The signature is left out: it is another one in each attempt. */
export function DeliveryRequest({ url, eventId, body }: DeliveryRequestProps) {
  const t = useTranslations("admin.webhooks.delivery");
  const block = "wrap-anywhere whitespace-pre-wrap font-mono text-sm";
  const headers = [
    ...Object.entries(FIXED_HEADERS),
    ["webhook-id", webhookId(eventId)],
    ["webhook-timestamp", `<${t("timestamp")}>`],
    ["webhook-signature", `v1,<${t("signature")}>`],
  ];
  return (
    <>
      <pre className={block}>{[`POST ${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join("\n")}</pre>
      <pre className={`mt-4 max-h-96 overflow-y-auto ${block}`}>{body}</pre>
    </>
  );
}
