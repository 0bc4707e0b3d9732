import "server-only";
import { type Actor, actorOf } from "@/lib/audit/record";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { db } from "@/lib/db/client";
import { REVOKE_SECONDS } from "@/lib/lifetimes";
import type { Admin, ApiKey, Member } from "@/lib/principal";
import type { DisconnectedBy } from "@/prisma/generated/enums";

/**
 * Disconnects a connection of the user's merchant. If ReceiptHero does not confirm at once, a worker retries.
 * @returns whether it was active; another merchant's connection is not found
 */
export function disconnectConnection(member: Member, receiptheroId: string): Promise<boolean> {
  return disconnect({ receiptheroId, merchantId: member.merchant.id }, actorOf(member), "MERCHANT");
}

/**
 * As `disconnectConnection`, for an admin.
 * @param connection its ID and the owner that the admin saw; if it has another owner by now, it is not found
 */
export function disconnectAsAdmin(admin: Admin, connection: OwnedConnection): Promise<boolean> {
  return disconnect(connection, actorOf(admin), "ADMIN");
}

/** As `disconnectAsAdmin`, for a system of the partner's. */
export function disconnectForKey(key: ApiKey<"connections:write">, connection: OwnedConnection): Promise<boolean> {
  return disconnect(connection, actorOf(key), "ADMIN");
}

type OwnedConnection = { receiptheroId: string; merchantId: string };

async function disconnect(connection: OwnedConnection, actor: Actor, disconnectedBy: DisconnectedBy): Promise<boolean> {
  const begun = await db().$transaction((tx) => beginDisconnecting(tx, connection, actor, disconnectedBy));
  if (begun) await tryToFinish(connection.receiptheroId);
  return begun;
}

/** The first attempt to complete a disconnect. If it fails, the worker retries. */
export async function tryToFinish(receiptheroId: string): Promise<void> {
  await finishDisconnecting(receiptheroId, REVOKE_SECONDS * 1_000).catch(() => {});
}
