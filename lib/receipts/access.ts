import type { ConnectionStatus } from "@/prisma/generated/enums";

/** Whether the receipts of a connection can be opened, or why not. */
export type ReceiptAccess = "granted" | "inactive" | "notGranted";

/** Decides from the connection's own row. If ReceiptHero disagrees, it refuses to return the receipt. */
export function receiptAccess(connection: { status: ConnectionStatus; scopes: string[] }): ReceiptAccess {
  if (connection.status !== "ACTIVE") return "inactive";
  return connection.scopes.includes("receipt:read") ? "granted" : "notGranted";
}
