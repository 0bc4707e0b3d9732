import { z } from "@hono/zod-openapi";
import type { EventType } from "@/lib/events/types";
import {
  ConnectionHealth,
  ConnectSessionPurpose,
  ConnectSessionStatus,
  DisconnectedBy,
} from "@/prisma/generated/enums";

/** The fields that the data of every event has. They say how things were at the change. */
const shared = {
  receipthero_id: z.string().nullable().describe("The connection; null when the event is about none."),
  merchant_id: z.uuid().nullable(),
  external_id: z.string().nullable().describe("Your own identifier for the merchant."),
  label: z.string().nullable().describe("The name of the connection."),
  metadata: z.record(z.string(), z.unknown()).nullable().describe("The pairs that ReceiptHero was given."),
};

/** The data of a type, with the fields that the type adds. */
const withMore = <More extends z.core.$ZodLooseShape>(more: More) => z.object({ ...shared, ...more });

const disconnect = withMore({
  disconnected_by: z
    .enum(Object.values(DisconnectedBy).map((one) => one.toLowerCase()))
    .nullable()
    .describe("`admin` is the partner: an admin, or a system with an API key."),
});

const receipt = withMore({
  receipt_id: z.string().describe("ReceiptHero's ID of the receipt."),
  shop: z.string().nullable().describe("The name of the shop, if a notification had it."),
});

const sentReceipt = withMore({
  outgoing_receipt_id: z.uuid(),
  problem: z.string().nullable().describe("As in `OutgoingReceipt`."),
  errors: z.array(z.object({ error: z.string(), description: z.string() })).describe("ReceiptHero's own errors."),
});

const session = withMore({
  session_id: z.uuid(),
  purpose: z.enum(ConnectSessionPurpose),
  status: z.enum(ConnectSessionStatus),
  reason: z.string().nullable().describe("Why it was cancelled, failed or expired."),
  state: z.string().nullable().describe("Your own `state`."),
});

/** The data of each type of event. */
export const eventData: Record<EventType, z.ZodObject> = {
  "connection.created": withMore({}),
  "connection.reconnected": withMore({
    former_merchant_id: z.uuid().nullable().describe("The merchant that had the connection before, if it was moved."),
  }),
  "connection.modified": withMore({}),
  "connection.disconnecting": disconnect,
  "connection.disconnected": disconnect,
  "connection.needs_reconnect": withMore({
    reason: z.string().nullable().describe("Why we believe it. As `health_reason` in `Connection`."),
  }),
  "connection.recovered": withMore({
    health: z.enum(ConnectionHealth),
    former_health: z.enum(ConnectionHealth).describe("The health that it has left."),
  }),
  "connection.quiet": withMore({}),
  "connection.receipt_overdue": withMore({}),
  "receipt.announced": receipt,
  "receipt.ready": receipt,
  "receipt.sent": sentReceipt,
  "receipt.rejected": sentReceipt,
  "connect_session.completed": session,
  "connect_session.failed": session,
  "receipthero.notification": withMore({
    notification_type: z.string().describe("ReceiptHero's own type."),
    notification: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe("The notification as ReceiptHero sent it; null if it is longer than 64 KB."),
  }),
  ping: withMore({}),
};
