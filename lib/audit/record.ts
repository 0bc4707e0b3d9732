import "server-only";
import type { AuditAction } from "@/lib/audit/actions";
import type { Transaction } from "@/lib/db/client";
import type { ApiKey, User } from "@/lib/principal";
import type { Prisma } from "@/prisma/generated/client";

export type Actor = { type: "USER" | "API_KEY"; id: string } | { type: "RECEIPTHERO" } | { type: "SYSTEM" };

/** The actor for a signed-in user, or for an API key. */
export function actorOf(principal: User | ApiKey): Actor {
  return { type: "permissions" in principal ? "API_KEY" : "USER", id: principal.id };
}

type AuditEntry = {
  actor: Actor;
  action: AuditAction;
  merchantId?: string | null;
  receiptheroId?: string;
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
};

/**
 * Writes an audit event in the transaction of the change: either both are committed or neither.
 * @param entry the event. `before` and `after` must not contain a secret, a name, a label or an email. The log cannot
 * be changed, and after an account is deleted it must not identify anyone (docs/decisions/0007-audit-log.md)
 */
export async function recordAuditEvent(tx: Transaction, entry: AuditEntry): Promise<void> {
  const { actor, ...rest } = entry;
  await tx.auditEvent.create({
    data: { ...rest, actorType: actor.type, actorId: "id" in actor ? actor.id : null },
    select: { id: true },
  });
}
