import "server-only";
import { Prisma } from "@/prisma/generated/client";

/** SQL: whether `m`, a row of "UserMail", may be sent now. The emails of a paused bulk action wait. */
export const isDue = Prisma.sql`
  m."dueAt" <= now() AND NOT EXISTS (SELECT FROM "BulkDisconnect" b WHERE b.id = m."bulkDisconnectId" AND b.state = 'PAUSED')`;
