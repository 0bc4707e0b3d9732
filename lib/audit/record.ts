import "server-only";
import type { AuditAction } from "@/lib/audit/actions";
import type { Transaction } from "@/lib/db/client";
import type { User } from "@/lib/principal";
import type { Prisma } from "@/prisma/generated/client";

export type Actor = { type: "USER"; id: string } | { type: "RECEIPTHERO" } | { type: "SYSTEM" };

/** The actor of what a signed-in user does. */
export function actorOf({ id }: User): Actor {
  return { type: "USER", id };
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
 * Writes an audit event in the transaction of the change that it speaks of: neither exists without the other.
 * @param entry what happened. `before` and `after` hold no secret, and no name, label or address either: the log cannot
 *   be changed, and after an account is deleted it must say nothing of anyone (docs/decisions/0007-audit-log.md)
 */
export async function recordAuditEvent(tx: Transaction, entry: AuditEntry): Promise<void> {
  const { actor, ...rest } = entry;
  await tx.auditEvent.create({
    data: { ...rest, actorType: actor.type, actorId: actor.type === "USER" ? actor.id : null },
    select: { id: true },
  });
}
