import { randomUUID } from "node:crypto";
import { authenticate } from "@/lib/api-keys/authenticate";
import { acceptReceipt } from "@/lib/outgoing-receipts/accept";
import { isPermitted } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { connectWriter, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { addApiKey, createAdmin, createOwner } from "@/test/factories";
import { heroJson } from "@/test/outgoing-receipts";

/** Begins a test of sending: an empty queue, and a connection that takes receipts. `accept` accepts one for it. */
export async function startSending(database: TestDatabase, sandbox: Sandbox) {
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "OutgoingReceipt"; DELETE FROM graphile_worker._private_jobs`);
  const [user, admin] = [await createOwner(database), await createAdmin(database)];
  const connection = await connectWriter(sandbox, user);
  const key = (await authenticate(await addApiKey(database)))?.key;
  const accept = async (shop?: string): Promise<string> => {
    if (!key || !isPermitted(key, "receipts:write")) throw new Error("The key has every permission");
    const accepted = await acceptReceipt(key, randomUUID(), { receiptheroId: connection }, heroJson(shop));
    if (typeof accepted === "string") throw new Error(accepted);
    return accepted.id;
  };
  return { user, admin, connection, accept };
}

/** Makes ReceiptHero answer each receipt with a fault. */
export const faultSending = (sandbox: Sandbox, fault: string) =>
  control(sandbox, "PUT", "/faults", { endpoint: "send", fault });
