import { randomBytes } from "node:crypto";
import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { seedConnections } from "../fixtures/connection-list.ts";
import { onlyConnectionOf, untilDisconnected } from "../fixtures/disconnecting.ts";
import { en } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { startProgram } from "../fixtures/program.ts";
import { signInAsAdmin, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** How many rows the leaked key has sealed. `npm test -- rotation` takes 100,000. */
const ROWS = Number(process.env.KEY_ROTATION_ROWS ?? 3_000);

/** How long resealing may take on a busy machine, in milliseconds. */
const RESEALING_MS = 60_000 + ROWS * 6;

test.setTimeout(RESEALING_MS + 120_000 + ROWS * 2);

test("a leaked key comes out in three steps, with a kill -9 on the way, while connections are made and ended", async ({
  openBrowser,
  openContext,
  stack,
}) => {
  const newKey = randomBytes(32).toString("base64");
  await withServerOfItsOwn(stack, async (alone) => {
    const merchant = await openContext({ baseURL: alone.app.url });
    const user = await signUpDirectly(merchant, alone);
    const receiptheroId = await connect(merchant);
    await sealRows(alone, ROWS);
    const left = async () =>
      (
        await alone.database.row<{ n: number }>(
          `SELECT coalesce(sum(sealed_rows), 0)::int AS n FROM count_sealed_rows() WHERE key = 'k1'`,
        )
      ).n;

    const settings = { DATABASE_URL: alone.database.url, TOKEN_KEYS: `k2:${newKey},${stack.tokenKeys}` };
    const both = await test.step("the new key in front; the server is killed on the way", async () => {
      await alone.app.kill();
      const server = await stack.startAnotherApp(settings);
      await expect.poll(left, { intervals: [20] }).toBeLessThan(ROWS);
      await server.kill();
      expect(await left()).toBeGreaterThan(0);
      await server.restart();
      return server;
    });
    await test.step("a connection is made and ended in between", async () => {
      const context = await openContext({ baseURL: both.url });
      const second = await signUpDirectly(context, { ...alone, app: both });
      const other = await connect(context);
      await disconnect(context, other);
      await untilDisconnected(alone, second);
    });
    await test.step("the page says when no row needs the old key", async () => {
      const page = await openBrowser({ baseURL: both.url });
      await signInAsAdmin(page, { ...alone, app: both });
      // A sweep reseals for ten seconds and rests for thirty.
      await expect.poll(left, { timeout: RESEALING_MS }).toBe(0);
      await page.goto("/admin/system");
      await expect(page.getByRole("main").getByRole("status")).toHaveText(en.admin.system.keys.done);
      await expect(page.getByRole("row", { name: "k1" })).toContainText(en.admin.system.keys.state.unused);
      await both.kill();
    });
    await test.step("without the old key, the old connection still ends at ReceiptHero", async () => {
      const last = await stack.startAnotherApp({ ...settings, TOKEN_KEYS: `k2:${newKey}` });
      const context = await openContext({ baseURL: last.url });
      await startSession(context, { ...alone, app: last }, user);
      await disconnect(context, receiptheroId);
      expect(await onlyConnectionOf(alone, user)).toMatchObject({ status: "DISCONNECTED" });
      await last.kill();
    });
    await test.step("a start without a key that rows need is refused, with their number", async () => {
      const program = startProgram(["prisma/main.ts"], {
        DATABASE_URL: alone.database.url,
        TOKEN_KEYS: stack.tokenKeys,
      });
      const { exitCode } = await program.process;
      expect(exitCode).toBe(1);
      expect(program.output()).toMatch(/lacks keys .*: k2 \(\d+ rows\)\./);
      expect(program.output()).not.toContain(newKey);
    });
  });
  expect(await stack.findLeaks([{ name: "the new key", value: newKey }])).toEqual([]);
});

/** Adds connections whose tokens the old key has sealed. */
async function sealRows(stack: Stack, count: number): Promise<void> {
  const prefix = await seedConnections(stack, "Ketju Oyj", count);
  const ids = Array.from({ length: count }, (_, n) => `${prefix}-${String(n + 1).padStart(6, "0")}`);
  await stack.database.rows(
    `UPDATE "Connection" c SET "sealedToken" = v.sealed FROM unnest($1::text[], $2::text[]) AS v (id, sealed)
      WHERE c."receiptheroId" = v.id`,
    [ids, ids.map((id) => stack.seal(`token of ${id}`, id))],
  );
}
