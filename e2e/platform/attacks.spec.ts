import { FROM_ANYONE } from "../fixtures/attacks/from-anyone.ts";
import { FROM_KNOWN_SENDERS, NOTIFICATIONS_OF_2_MB } from "../fixtures/attacks/from-known-senders.ts";
import { requestEachRoute } from "../fixtures/attacks/request-each-route.ts";
import type { Victim } from "../fixtures/attacks/requests.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { sampleHealth } from "../fixtures/sample-health.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// `npm run attack` runs this file alone. It is the only test that measures time.

/** Twenty times the normal time, in milliseconds. */
const LONGEST_MS = 1_000;

const NOTIFICATIONS = 40_000;

let victim: Victim | undefined;

async function makeVictim(stack: Stack): Promise<Victim> {
  const { cookies, merchant, active } = await createAccessFixture(stack);
  await stack.database.rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", "receiptId", payload, state, "processedAt")
     SELECT gen_random_uuid()::text, 'receipt_notification', $1, 'r' || n, jsonb_build_object('partner_metadata', '{"a": 1}'::jsonb), 'DONE', now()
       FROM generate_series(1, ${NOTIFICATIONS}) n`,
    [active],
  );
  const made = {
    url: stack.app.direct,
    origin: stack.app.url,
    webhookKey: stack.webhookKey,
    merchant: cookies.owner,
    download: `/businesses/${merchant}/export`,
    admin: cookies.admin,
  };
  // Next loads a page at its first request, no matter who sends it.
  await requestEachRoute(made);
  return made;
}

// In one worker, so the victim is created once.
test.describe.configure({ mode: "default" });

for (const { name, run } of [...FROM_ANYONE, ...FROM_KNOWN_SENDERS]) {
  test(`the server answers everyone else within a second during ${name}`, async ({ stack }) => {
    victim ??= await makeVictim(stack);
    const target = victim;
    const { slowest, statuses } = await sampleHealth(target.url, () => run(target));
    console.log(`${String(slowest).padStart(6)} ms   ${name}`);
    expect(statuses).toEqual([200]);
    expect(slowest).toBeLessThan(LONGEST_MS);
  });
}

test("the page of each kind of notification that attacks is small", async ({ stack }) => {
  victim ??= await makeVictim(stack);
  const target = victim;
  for (const { run } of NOTIFICATIONS_OF_2_MB) await run(target);
  const attacks = await stack.database.rows<{ id: string }>(`SELECT id FROM "Notification" WHERE type = 'attack'`);
  expect(attacks.length).toBeGreaterThan(0);
  for (const { id } of attacks) {
    const response = await fetch(`${target.url}/admin/notifications/${id}`, { headers: { Cookie: target.admin } });
    expect(response.status).toBe(200);
    expect((await response.text()).length).toBeLessThan(1_000_000);
  }
});
