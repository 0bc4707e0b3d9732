import "server-only";
import { Prisma } from "@/prisma/generated/client";
import type { BulkAction } from "@/prisma/generated/enums";

/** SQL: whether a bulk action concerns the connection `c`. Disconnected and healthy connections get no reconnect link. */
export function eligible(action: BulkAction): Prisma.Sql {
  return action === "DISCONNECT"
    ? Prisma.sql`c.status = 'ACTIVE'`
    : Prisma.sql`(c.status = 'ACTIVE' AND c.health <> 'healthy')`;
}
