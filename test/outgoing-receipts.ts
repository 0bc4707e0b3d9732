import { randomUUID } from "node:crypto";
import { sealBody } from "@/lib/outgoing-receipts/sealed-body";
import type { OutgoingReceiptState } from "@/prisma/generated/enums";
import { makeHeroJson } from "@/sandbox/receipts/make-hero-json";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";

/** A receipt that ReceiptHero takes. The name of its shop tells it from others. */
export const heroJson = (shop = "Myyjä Oy") =>
  makeHeroJson({ receiptId: "sent", receiptheroId: "c", merchantName: shop, createdAt: 0, kind: "cash" });

type Given = {
  id?: string;
  state?: OutgoingReceiptState;
  receiptheroId?: string | null;
  merchantId?: string | null;
  shop?: string;
  /** SQL: when it was accepted. */
  createdAt?: string;
};

/** Stores an outgoing receipt in a state. Without a connection, an email names the recipient. It has no job. */
export async function addOutgoingReceipt({ client }: TestDatabase, given: Given = {}): Promise<string> {
  const { id = randomUUID(), state = "QUEUED", receiptheroId = null, merchantId = null, createdAt = "now()" } = given;
  const tokens = receiptheroId === null ? [{ type: "EMAIL", value: "aino.virtanen@example.com" }] : [];
  const isErased = state === "SENT" || state === "REJECTED";
  const isOpen = state === "QUEUED" || state === "SENDING";
  await client.query(
    `INSERT INTO "OutgoingReceipt" (id, "apiKeyId", "receiptheroId", "merchantId", state, "sealedBody", "createdAt", "finishedAt",
                                    attempts, "startedAt")
     VALUES ($1, gen_random_uuid(), $2, $3, $4, $5, ${createdAt}, ${isOpen ? "NULL" : createdAt}, $6, CASE WHEN $6 > 0 THEN now() END)`,
    [
      id,
      receiptheroId,
      merchantId,
      state,
      isErased ? null : sealBody({ tokens, receipt: heroJson(given.shop) }, id),
      state === "QUEUED" ? 0 : 1,
    ],
  );
  if (state !== "QUEUED") {
    await client.query(
      `INSERT INTO "OutgoingReceiptAttempt" ("outgoingReceiptId", number, "endedAt") VALUES ($1, 1, ${isOpen ? "NULL" : "now()"})`,
      [id],
    );
  }
  return id;
}

/** The row of an outgoing receipt. */
export async function outgoingRow({ client }: TestDatabase, id: string) {
  return (await client.query(`SELECT * FROM "OutgoingReceipt" WHERE id = $1`, [id])).rows[0];
}

/** The attempts to send a receipt, oldest first. */
export async function attemptsOf({ client }: TestDatabase, id: string) {
  const query = `SELECT * FROM "OutgoingReceiptAttempt" WHERE "outgoingReceiptId" = $1 ORDER BY number`;
  return (await client.query(query, [id])).rows;
}

/** The jobs that wait to send a receipt, with their delay in seconds. */
export async function jobsOf({ client }: TestDatabase, id: string): Promise<number[]> {
  const { rows } = await client.query(
    `SELECT round(extract(epoch FROM run_at - created_at))::int AS delay FROM graphile_worker.jobs WHERE key = $1`,
    [`send-receipt:${id}`],
  );
  return rows.map(({ delay }) => delay);
}

/** The receipts at ReceiptHero: how many requests to send it got, how many it took, and the shops of those that arrived. */
export async function sentTo(sandbox: Sandbox) {
  const { body } = await control<{
    sending: { requests: number; taken: number };
    receipts: { merchant_name: string }[];
  }>(sandbox, "GET", "/state");
  return { ...body.sending, shops: body.receipts.map(({ merchant_name }) => merchant_name).sort() };
}
