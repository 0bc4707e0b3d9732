import { type Cast, makeCast } from "../fixtures/roles.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const DOWNLOADS: [role: "admin" | "merchant", path: (cast: Cast) => string][] = [
  ["admin", () => "/admin/audit/export?format=csv"],
  ["admin", () => "/admin/connections/export?format=csv"],
  ["admin", ({ running }) => `/admin/bulk/${running}/export`],
  ["merchant", () => "/api/account/export"],
  ["merchant", ({ active, receipt }) => `/connections/${active}/receipts/${receipt}/pdf`],
];

const get = (stack: Stack, cookie: string, path: string, site: string) =>
  fetch(`${stack.app.url}${path}`, { headers: { Cookie: cookie, "Sec-Fetch-Site": site }, redirect: "manual" });

test("every download refuses a request that another site's page makes, and is not logged as one", async ({ stack }) => {
  const cast = await makeCast(stack);
  const exported = () => stack.database.rows(`SELECT FROM "AuditEvent" WHERE action LIKE '%export%'`);
  const before = await exported();
  for (const [role, path] of DOWNLOADS) {
    const response = await get(stack, cast.cookies[role], path(cast), "cross-site");
    expect(response.status, path(cast)).toBe(403);
    expect(await response.json()).toEqual({ error: { code: "cross_site" } });
  }
  expect(await exported()).toHaveLength(before.length);
  for (const [role, path] of DOWNLOADS) {
    for (const site of ["same-origin", "none"]) {
      const response = await get(stack, cast.cookies[role], path(cast), site);
      expect([200, 303], path(cast)).toContain(response.status);
      await response.arrayBuffer();
    }
  }
});

test("a download that goes on elsewhere keeps the same person waiting, until it has ended or fallen silent", async ({
  stack,
}) => {
  const cast = await makeCast(stack);
  // The row of a download on another server, which is under way.
  await stack.database.rows(
    `INSERT INTO "AccountDownload" ("userId", id, "expiresAt") VALUES ($1, gen_random_uuid(), now() + interval '1 hour')`,
    [cast.person],
  );
  const ask = () => get(stack, cast.cookies.merchant, "/api/account/export", "same-origin");
  for (const response of await Promise.all(Array.from({ length: 12 }, ask))) {
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("60");
    expect(await response.json()).toMatchObject({ error: { code: "download_running", message: expect.any(String) } });
  }
  await stack.database.rows(`UPDATE "AccountDownload" SET "expiresAt" = now() WHERE "userId" = $1`, [cast.person]);
  const response = await ask();
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ merchant: { name: "Cast Oy" } });
});
