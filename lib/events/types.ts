/**
 * The types of events, each with the sentence that the API's document has. The triggers of prisma/functions write them.
 */
export const eventTypes = {
  "connection.created": "A merchant has connected for the first time.",
  "connection.reconnected": "A connection was granted again, or moved to another merchant.",
  "connection.modified": "The account holder has changed at ReceiptHero what the connection covers.",
  "connection.disconnecting": "A disconnect has begun. ReceiptHero has not confirmed it yet.",
  "connection.disconnected": "The connection is disconnected, and its token is erased.",
  "connection.needs_reconnect": "ReceiptHero no longer accepts the token.",
  "connection.recovered": "A connection has left the health `quiet`, `overdue` or `unauthorized`.",
  "connection.quiet": "The connection has had no receipt for unusually long.",
  "connection.receipt_overdue": "An announced receipt is late.",
  "receipt.announced": "ReceiptHero has announced a receipt.",
  "receipt.ready": "A receipt can be read.",
  "receipt.sent": "ReceiptHero has taken a receipt that you sent.",
  "receipt.rejected": "ReceiptHero has refused a receipt that you sent.",
  "connect_session.completed": "A connect session has ended at ReceiptHero: `status` says how.",
  "connect_session.failed": "A connect session has failed or expired.",
  "receipthero.notification": "ReceiptHero has sent a notification of a type that this server does not know.",
  ping: "A trial of an endpoint, sent on request alone.",
} as const;

export type EventType = keyof typeof eventTypes;

/** Whether a value is the type of an event. */
export function isEventType(value: string): value is EventType {
  return Object.hasOwn(eventTypes, value);
}
