import type { ConnectionStatus } from "@/prisma/generated/enums";

/** Whether the receipts of a connection can be opened, or why not. */
export type ReceiptAccess = "granted" | "inactive" | "notGranted";

/** What a connection's own row tells. ReceiptHero may know better: then opening a receipt is refused. */
export function receiptAccess(connection: { status: ConnectionStatus; scopes: string[] }): ReceiptAccess {
  if (connection.status !== "ACTIVE") return "inactive";
  return connection.scopes.includes("receipt:read") ? "granted" : "notGranted";
}
