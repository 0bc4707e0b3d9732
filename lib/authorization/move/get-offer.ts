import "server-only";
import { z } from "zod";
import { findWaiting } from "@/lib/authorization/move/find-waiting";
import { db } from "@/lib/db/client";
import type { Owner } from "@/lib/principal";

/**
 * The connection that a request of the owner's offers to move here, with the business that has it; or null when there is
 * nothing to move any more, or the user no longer owns that business.
 * @param requestId from the query, so it is untrusted
 */
export async function getMoveOffer(owner: Owner, requestId: unknown) {
  const id = z.uuid().safeParse(requestId).data;
  const request = id === undefined ? null : await findWaiting(owner, id);
  if (!request?.grant) return null;
  const { receiptheroId, former } = request.grant;
  const connection = await db().connection.findUnique({
    where: { receiptheroId, ...former, merchant: { members: { some: { userId: owner.id, role: "OWNER" } } } },
    select: { receiptheroId: true, label: true, merchant: { select: { name: true } } },
  });
  return connection && { requestId: request.id, connection, from: connection.merchant.name };
}
