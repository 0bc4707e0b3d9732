import { contentOf } from "../receipts/content.ts";
import type { Connection, Receipt } from "../state/schema.ts";

/** The types of notifications about connections (receipthero-api.md section 2.1). */
export type NotificationType =
  | "receipt_notification"
  | "full_receipt_notification"
  | "transaction_notification"
  | "oauth_authorization_revoke";

/** The documented body of a notification. `merchantName` and `receipt` go into the types that have them. */
export function notificationBody(
  type: NotificationType,
  { receiptheroId, partnerMetadata }: Connection,
  about: { receiptId: string | null; merchantName?: string; receipt?: Receipt | undefined },
): Record<string, unknown> {
  const { receiptId, merchantName, receipt } = about;
  return {
    notification_type: type,
    receipthero_id: receiptheroId,
    ...(receiptId !== null && { receipt_id: receiptId }),
    ...(type === "transaction_notification" && { data: { merchant_name: merchantName } }),
    ...(partnerMetadata !== null && { partner_metadata: partnerMetadata }),
    ...(type === "full_receipt_notification" &&
      receipt && { receipt_json: contentOf(receipt), receipt_web_url: "https://receipthero.example/r" }),
  };
}
