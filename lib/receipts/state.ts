import "server-only";
import { Prisma } from "@/prisma/generated/client";

/** The state of a receipt, in the words of docs/glossary.md. */
export type ReceiptState = "announced" | "overdue" | "ready" | "read" | "refused";

/** SQL: the state of the receipt `r` of the connection `c`. */
export const receiptState = Prisma.sql`
  CASE WHEN r."readyAt" IS NULL AND r."dueAt" <= now() THEN 'overdue'
       WHEN r."readyAt" IS NULL THEN 'announced'
       -- A refusal says nothing about a newer grant.
       WHEN r."refusedAt" > coalesce(c."tokenIssuedAt", '-infinity') THEN 'refused'
       WHEN r."fetchedAt" IS NULL THEN 'ready'
       ELSE 'read' END`;
