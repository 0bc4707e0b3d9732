import "server-only";
import type { Transaction } from "@/lib/db";
import type { Prisma } from "@/prisma/generated/client";

/** Everything that is ever recorded. A new action gets its words under `audit` in messages/. */
export type AuditAction =
  | "merchant.created"
  | "user.made_admin"
  | "connection.connected"
  | "connection.reconnected"
  | "connection.removed";

type AuditEntry = {
  actor: { type: "USER"; id: string } | { type: "RECEIPTHERO" } | { type: "SYSTEM" };
  action: AuditAction;
  merchantId?: string | null;
  receiptheroId?: string;
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
};

/**
 * Writes an audit event in the transaction of the change that it speaks of: neither exists without the other.
 * @param entry what happened, never with a secret; `before` and `after` hold what a reader needs to understand it
 */
export async function recordAuditEvent(tx: Transaction, entry: AuditEntry): Promise<void> {
  const { actor, ...rest } = entry;
  await tx.auditEvent.create({
    data: { ...rest, actorType: actor.type, actorId: actor.type === "USER" ? actor.id : null },
    select: { id: true },
  });
}
