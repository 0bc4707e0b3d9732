import { z } from "@hono/zod-openapi";
import { time } from "@/lib/api/fields";
import type { KeyConnection } from "@/lib/connections/get-for-key";
import { toEntries } from "@/lib/connections/metadata/metadata";
import { scopes } from "@/lib/receipthero/scopes";
import { ConnectionHealth, type ConnectionStatus, DisconnectedBy } from "@/prisma/generated/enums";

/** The states of a connection, in the words of docs/glossary.md. */
export const states = ["active", "disconnecting", "disconnected"] as const;

const metadata = z.record(z.string(), z.unknown());

export const connectionSchema = z
  .object({
    receipthero_id: z.string(),
    status: z.enum(states),
    health: z.enum(ConnectionHealth),
    health_reason: z
      .string()
      .nullable()
      .describe("Why ReceiptHero may no longer accept the token, or why it has not confirmed a disconnect yet."),
    health_since: time.nullable().describe("When this health began; null while the connection is healthy."),
    label: z.string(),
    scopes: z.array(z.string()).openapi({ example: [...scopes] }),
    metadata: metadata.describe("The pairs that ReceiptHero was given with the grant."),
    reported_metadata: metadata
      .nullable()
      .describe("The pairs in ReceiptHero's notifications, if they differ from `metadata`; otherwise null."),
    reported_at: time.nullable(),
    merchant: z.object({
      id: z.uuid(),
      external_id: z.string().nullable().describe("Your own identifier for this customer."),
      name: z.string().nullable().describe("Null once the merchant's account was deleted."),
    }),
    connected_at: time,
    modified_at: time.nullable().describe("When the connection was last granted again or changed at ReceiptHero."),
    updated_at: time.describe("When anything here last changed, except `last_receipt_at`."),
    disconnected_at: time.nullable(),
    disconnected_by: z.enum(Object.values(DisconnectedBy).map((one) => one.toLowerCase())).nullable(),
    last_receipt_at: time.nullable().describe("When a notification last mentioned a receipt."),
  })
  .openapi("Connection");

/** A connection as the API returns it. */
export function connectionBody(connection: KeyConnection): z.infer<typeof connectionSchema> {
  const { merchant, partnerMetadata, reportedMetadata, disconnectedBy } = connection;
  return {
    receipthero_id: connection.receiptheroId,
    status: toState(connection.status),
    health: connection.health,
    ...reasonOf(connection),
    label: connection.label,
    scopes: connection.scopes,
    metadata: Object.fromEntries(toEntries(partnerMetadata)),
    reported_metadata: reportedMetadata === null ? null : Object.fromEntries(toEntries(reportedMetadata)),
    reported_at: iso(connection.reportedAt),
    merchant: { id: merchant.id, external_id: merchant.externalId, name: merchant.deletedAt ? null : merchant.name },
    connected_at: connection.connectedAt.toISOString(),
    modified_at: iso(connection.modifiedAt),
    updated_at: connection.updatedAt.toISOString(),
    disconnected_at: iso(connection.disconnectedAt),
    disconnected_by: disconnectedBy?.toLowerCase() ?? null,
    last_receipt_at: iso(connection.lastNotificationAt),
  };
}

/** A state as the database has it, from the API's word. */
export function fromState(state: (typeof states)[number]): ConnectionStatus {
  return { active: "ACTIVE", disconnecting: "DISCONNECTING", disconnected: "DISCONNECTED" }[state] as ConnectionStatus;
}

/** The API's word for a state. */
export function toState(status: ConnectionStatus): (typeof states)[number] {
  return { ACTIVE: states[0], DISCONNECTING: states[1], DISCONNECTED: states[2] }[status];
}

/** Why a connection has its health, and since when. */
function reasonOf(connection: KeyConnection) {
  const reasons: Record<ConnectionHealth, [reason: string | null, since: Date | null]> = {
    healthy: [null, null],
    quiet: [null, connection.quietFrom],
    overdue: [null, connection.overdueFrom],
    unauthorized: [connection.unauthorizedReason, connection.unauthorizedSince],
    disconnecting: [connection.revocationError, connection.disconnectingSince],
    disconnected: [null, connection.disconnectedAt],
  };
  const [reason, since] = reasons[connection.health];
  return { health_reason: reason, health_since: iso(since) };
}

/** A time as the API writes it. */
export function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
