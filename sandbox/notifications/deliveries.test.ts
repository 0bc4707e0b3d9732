import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { grantConnections } from "../control/connections.ts";
import { makeHeroJson } from "../receipts/make-hero-json.ts";
import { readSettings } from "../settings.ts";
import type { Receipt } from "../state/schema.ts";
import { openStore, type Store } from "../state/store.ts";
import { startDeliveries } from "./deliveries.ts";

// Nobody listens at the webhook's address: the receipt arrives all the same.
const { client } = readSettings({ SANDBOX_WEBHOOK_URL: "http://127.0.0.1:1/" });

function sentReceipt(store: Store): Receipt {
  const request = { account: "acc-aino", scopes: ["receipt:read" as const], count: 1 };
  const [granted] = grantConnections(store, client.id, request);
  const made = { receiptId: "sent-1", receiptheroId: granted?.receipthero_id ?? "", merchantName: "Kauppa" };
  const receipt = { ...made, createdAt: store.now(), kind: "cash" as const };
  return { ...receipt, content: makeHeroJson(receipt), formats: ["hero_json"] };
}

test("a receipt that is on its way survives a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const before = openStore(folder, client);
  const receipt = sentReceipt(before);
  const stopped = startDeliveries(before);
  stopped.add([receipt], 60_000);
  stopped.close();

  const after = openStore(folder, client);
  expect(after.state).toMatchObject({ receipts: [], deliveries: [{ receipt }] });
  after.change((state) => {
    state.clockOffset += 60_000;
  });
  const started = startDeliveries(after);
  await expect.poll(() => after.state).toMatchObject({ receipts: [receipt], deliveries: [] });
  started.close();
});

test("nobody has to move the clock: a delivery waits for its time", async () => {
  const store = openStore(null, client);
  const deliveries = startDeliveries(store);
  const receipt = sentReceipt(store);
  deliveries.add([receipt], 50);
  expect(store.state.receipts).toEqual([]);
  await expect.poll(() => store.state).toMatchObject({ receipts: [receipt], deliveries: [] });
  deliveries.close();
});
