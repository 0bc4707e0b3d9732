import { startReceiver } from "../fixtures/receiver.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { soak } from "../fixtures/soak.ts";
import { expect, test } from "../fixtures/test.ts";
import { addEndpoint, endLeases, waitingDeliveries } from "../fixtures/webhooks.ts";

/** `npm run soak` sends 10,000. `npm test` sends fewer. */
const NOTIFICATIONS = Number(process.env.SOAK_NOTIFICATIONS ?? 200);

/** The time before the server is killed, in milliseconds. */
const LIFE = Number(process.env.SOAK_LIFE ?? 800);

// Each kill needs another start, which takes long on a busy machine.
test.setTimeout(600_000 + NOTIFICATIONS * 100);

test("every acknowledged notification is stored and applied once, and told at least once, however often the server is killed", async ({
  page,
  stack,
}) => {
  const receiver = await startReceiver();
  await addEndpoint(stack, receiver.url);
  const app = await stack.startAnotherApp();
  const user = await signUpDirectly(page, stack);
  const { acknowledged, refused, kills, connections } = await soak(stack, app, user, NOTIFICATIONS, LIFE);
  console.log(`${NOTIFICATIONS} notifications, ${refused} deliveries not acknowledged and repeated, ${kills} kills`);
  expect(kills).toBeGreaterThan(1);

  const pending = () =>
    stack.database.row<{ count: number }>(
      `SELECT count(*)::int AS count FROM "Notification" WHERE "receiptheroId" = ANY ($1) AND state <> 'DONE'`,
      [connections],
    );
  await expect.poll(pending, { timeout: 90_000 }).toEqual({ count: 0 });

  const stored = await stack.database.rows<{ key: string; deliveries: number }>(
    `SELECT concat_ws(' ', type, "receiptheroId", "receiptId") AS key, deliveries FROM "Notification" WHERE "receiptheroId" = ANY ($1)`,
    [connections],
  );
  const deliveries = new Map(stored.map((row) => [row.key, row.deliveries]));
  expect(deliveries.size).toBe(stored.length);
  expect([...deliveries.keys()].sort()).toEqual([...acknowledged.keys()].sort());
  for (const [key, times] of acknowledged) expect(deliveries.get(key)).toBeGreaterThanOrEqual(times);

  const receipts = await stack.database.rows<{ key: string }>(
    `SELECT concat_ws(' ', "receiptheroId", "receiptId", "announcedAt" IS NOT NULL, "readyAt" IS NOT NULL, "shopName") AS key FROM "Receipt" WHERE "receiptheroId" = ANY ($1)`,
    [connections],
  );
  const expected = new Map<string, { announced: boolean; ready: boolean }>();
  for (const key of acknowledged.keys()) {
    const [type, connection, receipt] = key.split(" ");
    if (!receipt) continue;
    const name = `${connection} ${receipt}`;
    const known = expected.get(name) ?? { announced: false, ready: false };
    expected.set(name, type === "receipt_notification" ? { ...known, ready: true } : { ...known, announced: true });
  }
  const lines = [...expected].map(([name, { announced, ready }]) =>
    [name, announced ? "t" : "f", ready ? "t" : "f", ...(announced ? ["Kioski"] : [])].join(" "),
  );
  expect(receipts.map(({ key }) => key).sort()).toEqual(lines.sort());

  const ended = await stack.database.rows<{ receiptheroId: string; events: number }>(
    `SELECT "receiptheroId", count(*)::int AS events FROM "AuditEvent" WHERE action = 'connection.disconnected' AND "receiptheroId" = ANY ($1) GROUP BY 1`,
    [connections],
  );
  const revoked = [...acknowledged.keys()].filter((key) => key.startsWith("oauth_authorization_revoke"));
  expect(ended).toHaveLength(revoked.length);
  expect(ended.every(({ events }) => events === 1)).toBe(true);

  // An event for each change, each delivered, and no other.
  await endLeases(stack);
  await expect.poll(() => waitingDeliveries(stack), { timeout: 90_000 + NOTIFICATIONS * 20 }).toBe(0);
  receiver.stop();
  const changes = [
    ...connections.map((connection) => `connection.created ${connection}`),
    ...revoked.map((key) => `connection.disconnected ${key.split(" ")[1]}`),
    ...[...expected].flatMap(([name, { announced, ready }]) => [
      ...(announced ? [`receipt.announced ${name}`] : []),
      ...(ready ? [`receipt.ready ${name}`] : []),
    ]),
  ];
  const told = new Map(
    receiver.arrivals.map(({ id, event: { type, data } }) => [
      id,
      [type, data.receipthero_id, data.receipt_id].filter(Boolean).join(" "),
    ]),
  );
  expect([...told.values()].filter((change) => !isOfHealth(change)).sort()).toEqual(changes.sort());
});

/** Whether an event tells of a connection's health, which depends on when the notifications came. */
function isOfHealth(change: string): boolean {
  return /^connection\.(?:quiet|receipt_overdue|recovered|needs_reconnect|disconnecting)/.test(change);
}
