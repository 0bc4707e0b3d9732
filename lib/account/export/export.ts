import "server-only";
import { readHead } from "@/lib/account/export/head";
import { outgoingReceipts } from "@/lib/account/export/outgoing-receipts";
import * as sections from "@/lib/account/export/sections";
import type { Reader } from "@/lib/principal";

/**
 * Exports all data of the user's merchant as JSON, in pieces. Memory use does not grow with the number of rows.
 * @throws any database error, immediately if the user does not belong to the merchant
 */
export async function* exportAccount(reader: Reader): AsyncGenerator<string> {
  const merchantId = reader.merchant.id;
  const { merchant, ...head } = await readHead(reader);
  yield `{\n"merchant": ${JSON.stringify(merchant)}`;
  for (const [name, value] of Object.entries(head)) yield `,\n"${name}": ${JSON.stringify(value)}`;
  yield* list("connections", sections.connections(merchantId));
  yield* list("authorizationRequests", sections.authorizationRequests(merchantId));
  yield* list("membershipVisits", sections.membershipVisits(merchantId));
  yield* list("notifications", sections.notifications(merchantId));
  yield* list("receipts", sections.receipts(merchantId));
  yield* list("outgoingReceipts", outgoingReceipts(merchantId));
  yield* list("auditEvents", sections.auditEvents(merchantId));
  yield "\n}\n";
}

async function* list(name: string, batches: AsyncGenerator<object[]>): AsyncGenerator<string> {
  yield `,\n"${name}": [`;
  let separator = "\n";
  for await (const rows of batches) {
    yield separator + rows.map((row) => JSON.stringify(row)).join(",\n");
    separator = ",\n";
  }
  yield "\n]";
}
