import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { test as base } from "@/test/owner";

/** A test of receipts, whose owner has a connection with this id. */
export const test = base.extend("id", ({ connect }) => connect());

/** The shop of every receipt that the tests add. */
export const SHOP = "Kahvila Esimerkki Oy";

/** Adds a receipt of a connection as notifications store it here. `seen` and `due` are times in SQL. */
export async function addReceipt(
  { client }: TestDatabase,
  id: string,
  receiptId: string,
  { ready = true, seen = "now()", due = "NULL" } = {},
): Promise<void> {
  await client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "shopName", "firstSeenAt", "announcedAt", "dueAt", "readyAt")
     VALUES ($1, $2, $3, ${seen}, ${seen}, ${due}, ${ready ? seen : "NULL"})`,
    [id, receiptId, SHOP],
  );
}

/** Creates a connection's receipt r-1 at ReceiptHero, and stores it here. */
export async function makeReceipt(database: TestDatabase, sandbox: Sandbox, id: string): Promise<void> {
  const about = { receipthero_id: id, receipt_id: "r-1", merchant_name: SHOP };
  await control(sandbox, "POST", "/webhooks", { type: "receipt_notification", ...about });
  await addReceipt(database, id, "r-1");
}

/** When a connection's receipt was first fetched; null before that. */
export async function fetchedAt({ client }: TestDatabase, id: string, receiptId: string) {
  const { rows } = await client.query(
    `SELECT "fetchedAt" FROM "Receipt" WHERE "receiptId" = $1 AND "receiptheroId" = $2`,
    [receiptId, id],
  );
  return rows[0]?.fetchedAt;
}

/** The audit events of a connection that say that its token works or does not, each with its type of actor. */
export async function tokenEvents({ client }: TestDatabase, id: string): Promise<string[]> {
  const { rows } = await client.query<{ action: string; actorType: string }>(
    `SELECT action, "actorType" FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`,
    [id],
  );
  return rows.map(({ action, actorType }) => `${action} ${actorType}`).filter((event) => event.includes("authorized"));
}
