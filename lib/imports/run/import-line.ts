import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import { activate } from "@/lib/connections/status";
import { db, type Transaction } from "@/lib/db/client";
import { LineRefusedError } from "@/lib/imports/refusals";
import { eventOf, grantOf, type OpenLine } from "@/lib/imports/run/grant";
import { lockKnown, replaces } from "@/lib/imports/run/known";
import { settle } from "@/lib/imports/run/settle";
import { findOrCreateMerchant } from "@/lib/merchants/find-or-create";
import type { ImportLineState } from "@/prisma/generated/enums";

/** Nobody waits for a line, so its transaction may wait for a connection, in milliseconds. */
export const PATIENCE = { maxWait: 10_000, timeout: 15_000 };

/** Another transaction stored the connection after ours had not found it. Ours knows it the next time. */
export class ConcurrentGrantError extends Error {
  override name = "ConcurrentGrantError";
}

/**
 * Imports a line: finds or makes its merchant, stores the connection, and records the result, in one transaction. A line
 * that is refused changes nothing else.
 * @throws any database error
 */
export async function importLine(line: OpenLine, actor: Actor): Promise<void> {
  try {
    await db().$transaction(async (tx) => settle(tx, [line], await store(tx, line, actor)), PATIENCE);
  } catch (error) {
    if (error instanceof ConcurrentGrantError) return importLine(line, actor);
    if (!(error instanceof LineRefusedError)) throw error;
    await settle(db(), [line], "REFUSED", error.refusal);
  }
}

async function store(tx: Transaction, line: OpenLine, actor: Actor): Promise<ImportLineState> {
  const { externalId, receiptheroId, businessName: name } = line;
  const merchant = await findOrCreateMerchant(tx, actor, { externalId, name });
  const known = await lockKnown(tx, receiptheroId);
  if (known && !replaces(known, line, merchant.id)) return "UNCHANGED";
  const grant = grantOf(line, merchant.id, known);
  const activation = await activate(tx, grant);
  if (!known && activation !== "new") throw new ConcurrentGrantError();
  await recordAuditEvent(tx, eventOf(line, grant, actor));
  return activation === "renewed" ? "UPDATED" : "IMPORTED";
}
