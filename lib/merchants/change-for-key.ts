import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { lockMerchant } from "@/lib/merchants/lock";
import type { ApiKey } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** The new values. A field that is undefined stays. */
type MerchantChange = { name: string | undefined; externalId: string | null | undefined };

/**
 * Changes the name of a merchant, and its external ID. Equal values are not recorded as a change.
 * @param id a UUID
 * @returns `not_found` when there is no such merchant, or its account was deleted; `taken` when another merchant has
 * the number. Then nothing was changed
 */
export async function changeMerchantForKey(
  key: ApiKey<"merchants:write">,
  id: string,
  { name, externalId }: MerchantChange,
): Promise<"changed" | "not_found" | "taken"> {
  return db()
    .$transaction(async (tx) => {
      const merchant = await lockMerchant(tx, id);
      if (!merchant) return "not_found";
      const actor = actorOf(key);
      const write = (data: Prisma.MerchantUpdateInput) =>
        tx.merchant.update({ where: { id }, data, select: { id: true } });
      if (name !== undefined && name !== merchant.name) {
        await write({ name });
        await recordAuditEvent(tx, { actor, action: "merchant.renamed", merchantId: id });
      }
      if (externalId !== undefined && externalId !== merchant.externalId) {
        await write({ externalId });
        await recordAuditEvent(tx, { actor, action: "merchant.external_id_changed", merchantId: id });
      }
      return "changed";
    })
    .catch((error: unknown) => {
      if (isTaken(error)) return "taken";
      throw error;
    });
}

/** Whether a unique key refused a value. A merchant has only one that can change. */
function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
