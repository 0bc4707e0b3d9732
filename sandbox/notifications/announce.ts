import { randomUUID } from "node:crypto";
import { endConnection } from "../oauth/connections.ts";
import { type ReceiptFormat, receiptFormat } from "../receipts/formats.ts";
import { kindOf, type ReceiptKind } from "../receipts/kinds.ts";
import type { Client } from "../settings.ts";
import type { Connection, Receipt } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { type NotificationType, notificationBody } from "./body.ts";
import { type Outcome, sendNotification } from "./send.ts";

/** The shop of a receipt for which nobody names another. */
export const SAMPLE_MERCHANT = "Kahvila Esimerkki Oy";

/** The notification for the partner. Omitted values are generated. */
export type Announcement = {
  type: NotificationType;
  receiptId?: string | undefined;
  merchantName?: string | undefined;
  kind?: ReceiptKind | undefined;
  content?: unknown;
  formats?: ReceiptFormat[] | undefined;
  /** Sends oauth_authorization_revoke and leaves the connection as it is. */
  keepConnection?: boolean;
  members?: Record<string, unknown>;
  trailingSlash?: boolean;
};

/** The notification that was sent, and its result. */
export type Announced = Outcome & { receiptId: string | null; sent: Record<string, unknown> };

/**
 * Does what the notification tells of (a receipt appears, a connection ends), then sends it to the partner
 * (receipthero-api.md section 2.1), once.
 */
export async function announce(
  store: Store,
  client: Client,
  connection: Connection,
  announcement: Announcement,
): Promise<Announced> {
  const { type, merchantName = SAMPLE_MERCHANT } = announcement;
  const receiptId = type === "oauth_authorization_revoke" ? null : (announcement.receiptId ?? randomUUID());
  const isReady = type === "receipt_notification" || type === "full_receipt_notification";
  let receipt: Receipt | undefined;
  if (receiptId === null) {
    if (!announcement.keepConnection && connection.status === "active") endConnection(store, connection, "webhook");
  } else if (isReady) {
    receipt = findOrMake(store, connection, receiptId, merchantName, announcement);
  } else {
    rememberKind(store, connection, receiptId, announcement.kind);
  }

  const sent = {
    ...notificationBody(type, connection, { receiptId, merchantName, receipt }),
    ...announcement.members,
  };
  const address = announcement.trailingSlash ? `${client.webhookUrl}/` : client.webhookUrl;
  return { ...(await sendNotification(address, client.webhookKey, sent)), receiptId, sent };
}

/** The kind that was chosen for an announced receipt holds when the receipt appears. */
function rememberKind(
  store: Store,
  { receiptheroId }: Connection,
  receiptId: string,
  kind: ReceiptKind | undefined,
): void {
  if (kind === undefined) return;
  store.change((state) => {
    state.announcedKinds.push({ receiptId, receiptheroId, kind });
  });
}

/** A repeated notification is about the receipt that is there already. */
function findOrMake(
  store: Store,
  { receiptheroId }: Connection,
  receiptId: string,
  merchantName: string,
  { kind, content, formats }: Announcement,
): Receipt {
  const isIt = (other: { receiptId: string; receiptheroId: string }) =>
    other.receiptId === receiptId && other.receiptheroId === receiptheroId;
  const known = store.state.receipts.find(isIt);
  if (known) return known;
  const receipt: Receipt = {
    receiptId,
    receiptheroId,
    merchantName,
    createdAt: store.now(),
    kind: kind ?? store.state.announcedKinds.findLast(isIt)?.kind ?? kindOf(receiptId),
    ...(content !== undefined && { content }),
    formats: formats ?? [...receiptFormat.options],
  };
  store.change((state) => {
    state.receipts.push(receipt);
  });
  return receipt;
}
