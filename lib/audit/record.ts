import "server-only";
import type { AuditAction } from "@/lib/audit/actions";
import type { Transaction } from "@/lib/db/client";
import { type ApiKey, type ConnectBrowser, isConnectBrowser, type Operator, type User } from "@/lib/principal";
import type { Prisma } from "@/prisma/generated/client";

export type Actor =
  | { type: "USER" | "API_KEY" | "CONNECT_SESSION"; id: string }
  | { type: "RECEIPTHERO" }
  | { type: "SYSTEM"; command?: string };

/** The actor for a signed-in user, an API key, the browser of a connect session, or the command of an operator. */
export function actorOf(principal: User | ApiKey | ConnectBrowser | Operator): Actor {
  if ("command" in principal) return { type: "SYSTEM", command: principal.command };
  if ("permissions" in principal) return { type: "API_KEY", id: principal.id };
  if (isConnectBrowser(principal)) return { type: "CONNECT_SESSION", id: principal.connectSessionId };
  return { type: "USER", id: principal.id };
}

/** The actor of a row that a user or a connect session made. */
export function actorOfOrigin({ userId, connectSessionId }: Origin): Actor {
  if (userId) return { type: "USER", id: userId };
  return connectSessionId ? { type: "CONNECT_SESSION", id: connectSessionId } : { type: "SYSTEM" };
}

/** The user or the connect session that made a row: exactly one of the two is set. */
export type Origin = { userId: string | null; connectSessionId: string | null };

export type AuditEntry = {
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
  await recordAuditEvents(tx, [entry]);
}

/** As `recordAuditEvent`, for several events in one statement, in their order. */
export async function recordAuditEvents(tx: Transaction, entries: AuditEntry[]): Promise<void> {
  const rows = entries.map(({ actor, after, ...rest }) => ({
    ...rest,
    after: "command" in actor ? { ...after, admin_command: actor.command } : after,
    actorType: actor.type,
    actorId: "id" in actor ? actor.id : null,
  }));
  await tx.$executeRaw`
    INSERT INTO "AuditEvent" ("actorType", "actorId", action, "merchantId", "receiptheroId", before, after)
    SELECT "actorType"::"ActorType", "actorId", action, "merchantId", "receiptheroId", before, after
      FROM ROWS FROM (json_to_recordset(${JSON.stringify(rows)}::json)
             AS ("actorType" text, "actorId" uuid, action text, "merchantId" uuid, "receiptheroId" text, before jsonb, after jsonb))
           WITH ORDINALITY AS e ("actorType", "actorId", action, "merchantId", "receiptheroId", before, after, place)
     ORDER BY place`;
}
