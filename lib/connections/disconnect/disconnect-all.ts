import "server-only";
import type { Actor } from "@/lib/audit/record";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import type { Transaction } from "@/lib/db/client";

/** Begins to disconnect every active connection of a merchant. The worker completes each. */
export async function disconnectAllConnections(tx: Transaction, merchantId: string, actor: Actor): Promise<void> {
  const active = await tx.connection.findMany({
    where: { merchantId, status: "ACTIVE" },
    select: { receiptheroId: true },
  });
  for (const { receiptheroId } of active)
    await beginDisconnecting(tx, { receiptheroId, merchantId }, actor, "MERCHANT");
}
