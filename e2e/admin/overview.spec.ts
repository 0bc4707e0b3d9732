import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import {
  connect,
  denyConsent,
  disconnect,
  followRedirect,
  outcomeOf,
  startAuthorization,
} from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { overview, audit } = en.admin;

/** The numbers on the overview page. */
async function readNumbers(page: Page) {
  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(overview.title);
  const numberIn = async (region: string, text: string) => {
    const entry = page.getByRole("region", { name: region }).getByRole("listitem").filter({ hasText: text });
    if ((await entry.count()) === 0) return 0;
    return Number(/\d[\d,]*/.exec(((await entry.first().textContent()) ?? "").replace(text, ""))?.[0].replace(",", ""));
  };
  const health = (name: keyof typeof en.health.word) => numberIn(overview.counts.title, en.health.word[name]);
  const funnel = (text: string) => numberIn(overview.funnel.title, text);
  return {
    active: await numberIn(overview.counts.title, overview.counts.active),
    disconnecting: await health("disconnecting"),
    started: await funnel(overview.funnel.started),
    returned: await funnel(overview.funnel.returned),
    denied: await funnel(overview.funnel.reasons.access_denied.title),
    neverReturned: await funnel(overview.funnel.reasons.never_returned.title),
    made: Number(
      await page
        .getByRole("term")
        .filter({ hasText: new RegExp(`^${overview.daily.connected}$`) })
        .locator("+ dd")
        .textContent(),
    ),
  };
}

test("the overview counts what is done, names what needs attention, and leads to it", async ({
  page,
  openContext,
  stack,
}) => {
  const problems: string[] = [];
  page.on("console", (message) => message.text().includes("Content Security Policy") && problems.push(message.text()));
  await signInAsAdmin(page, stack);
  const before = await readNumbers(page);

  const merchant = await openContext();
  await signUpDirectly(merchant, stack, newUser("Kahvila Overview"));
  await connect(merchant, { label: "Stays" });
  const receiptheroId = await connect(merchant, { label: "Stuck" }, { account: "Mikko Korhonen" });
  const denied = await denyConsent(await startAuthorization(merchant));
  expect(outcomeOf(await followRedirect(merchant, denied))).toBe("access_denied");
  await startAuthorization(merchant);
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(merchant, receiptheroId);

  expect(await readNumbers(page)).toEqual({
    active: before.active + 1,
    disconnecting: before.disconnecting + 1,
    started: before.started + 4,
    returned: before.returned + 3,
    denied: before.denied + 1,
    neverReturned: before.neverReturned + 1,
    made: before.made + 2,
  });
  const waiting = page.getByRole("region", { name: overview.attention.disconnecting.title });
  await expect(waiting.getByRole("link").last()).toHaveAttribute("href", "/admin/connections?health=disconnecting");

  await test.step("a picture, with a table behind it, of 7, 30 or 90 days", async () => {
    await expect(page.locator("#daily-chart path.connected").first()).toBeVisible();
    const days = page.getByRole("table", { name: overview.daily.caption }).getByRole("rowheader");
    await page.getByText(overview.daily.table).click();
    await expect(days).toHaveCount(30);
    await checkAccessibility(page);
    for (const span of [7, 90]) {
      await page.getByRole("link", { name: formatMessage(overview.span.days, { days: String(span) }) }).click();
      await page.waitForURL(`/admin?days=${span}`);
      await expect(days).toHaveCount(span);
    }
    expect(problems).toEqual([]);
  });

  await page.getByRole("link", { name: en.health.word.disconnecting }).click();
  await page.waitForURL("/admin/connections?health=disconnecting");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.admin.connections.title);
});

test("without scripts the overview has its numbers, its table and its choice of days", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ javaScriptEnabled: false });
  await signInAsAdmin(page, stack);
  await page.goto("/admin");
  await page.getByRole("link", { name: formatMessage(overview.span.days, { days: "7" }) }).click();
  await page.waitForURL("/admin?days=7");
  await page.getByText(overview.daily.table).click();
  await expect(page.getByRole("table", { name: overview.daily.caption }).getByRole("rowheader")).toHaveCount(7);
});

/** Writes events about one connection: every third by the user, the others by no user. */
async function addEvents(stack: Stack, email: string, count: number): Promise<string> {
  const receiptheroId = `audit-${randomUUID()}`;
  await stack.database.rows(
    `INSERT INTO "AuditEvent" ("actorType", "actorId", action, "merchantId", "receiptheroId", before, after)
     SELECT (CASE WHEN n % 3 = 0 THEN 'USER' ELSE 'SYSTEM' END)::"ActorType", CASE WHEN n % 3 = 0 THEN u.id END,
            CASE WHEN n = 1 THEN 'connection.disconnected' ELSE 'connection.disconnecting' END, b."merchantId", $2,
            '{"status":"ACTIVE"}', '{"status":"DISCONNECTING"}'
       FROM "User" u JOIN "Member" b ON b."userId" = u.id, generate_series(1, $3::int) n WHERE u.email = $1`,
    [email, receiptheroId, count],
  );
  return receiptheroId;
}

test("the audit log is filtered, paged and taken away, and that stands in it", async ({ page, openContext, stack }) => {
  const { email } = await signInAsAdmin(page, stack);
  const receiptheroId = await addEvents(stack, email, 60);
  const events = page.getByRole("region", { name: audit.results }).locator("ol > li");
  const show = () => page.getByRole("button", { name: audit.submit, exact: true }).click();

  await test.step("by connection, in pages", async () => {
    await page.goto("/admin/audit");
    await page.getByLabel(audit.connection, { exact: true }).fill(receiptheroId);
    await show();
    await expect(events).toHaveCount(50);
    await expect(events.first()).toContainText("status: ACTIVE → DISCONNECTING");
    await page.getByRole("link", { name: audit.older }).click();
    await expect(events).toHaveCount(10);
    await expect(events.last()).toContainText(en.audit.connection.disconnected);
    await page.getByRole("link", { name: audit.newest }).click();
    await expect(events).toHaveCount(50);
  });

  await test.step("by a user's address, which the page's own address does not keep", async () => {
    await page.getByLabel(audit.actor, { exact: true }).fill(email);
    await show();
    await expect(events).toHaveCount(20);
    await expect(events.first()).toContainText(email);
    expect(page.url()).not.toContain("%40");
    await expect(page.getByLabel(audit.actor, { exact: true })).toHaveValue(email);
    await checkAccessibility(page);
  });

  await test.step("by a business's name", async () => {
    const business = `Kahvila ${randomUUID()}`;
    const owner = await signUpDirectly(await openContext(), stack, newUser(business));
    const theirs = await addEvents(stack, owner.email, 2);
    await page.goto("/admin/audit");
    await page.getByLabel(audit.merchant, { exact: true }).fill(business.slice(0, 20));
    await show();
    await expect(events).toHaveCount(2);
    await expect(page.getByText(formatMessage(audit.onlyMerchant, { business }))).toBeVisible();
    await events.first().locator("summary").click();
    await expect(events.first().getByText(theirs)).toBeVisible();
    await page.getByLabel(audit.merchant, { exact: true }).fill("Nobody of that name");
    await show();
    await expect(page.getByText(audit.problem.noBusiness)).toBeVisible();
    await signUpDirectly(await openContext(), stack, newUser(`${business} Turku`));
    await page.getByLabel(audit.merchant, { exact: true }).fill(business.slice(0, 20));
    await show();
    await expect(page.getByText(audit.problem.several)).toBeVisible();
    await checkAccessibility(page);
    await page.getByRole("region", { name: audit.choose }).getByRole("link", { name: business, exact: true }).click();
    await expect(events).toHaveCount(2);
    await page.goto(`/admin/audit?connection=${receiptheroId}&actor=${encodeURIComponent(email)}`);
    await expect(events).toHaveCount(20);
  });

  await test.step("taken away", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: audit.csv, exact: true }).click(),
    ]);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
    expect(lines).toHaveLength(21);
    expect(lines.slice(1).every((line) => line.includes(receiptheroId))).toBe(true);
    const ndjson = await page.request.get(`/admin/audit/export?format=ndjson&connection=${receiptheroId}`);
    expect(
      (await ndjson.text())
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).receipthero_id),
    ).toEqual(Array(60).fill(receiptheroId));
    await page.goto(`/admin/audit?action=audit.exported`);
    await expect(events.filter({ hasText: email })).toHaveCount(2);
  });

  await test.step("a filter that cannot be used says so, and shows nothing", async () => {
    await page.goto(`/admin/audit?actor=${newUser().email}&from=2026-02-30`);
    await expect(page.getByText(audit.problem.unknown)).toBeVisible();
    await expect(page.getByText(audit.problem.from)).toBeVisible();
    await expect(events).toHaveCount(0);
    await checkWords(page);
    const refused = await page.request.get("/admin/audit/export?format=csv&merchant=1");
    expect([refused.status(), (await refused.json()).error]).toMatchObject([400, { code: "invalid_filter" }]);
  });
});

test("staff read the overview and the log, and for others they do not exist", async ({
  context,
  openContext,
  stack,
}) => {
  const paths = ["/admin", "/admin/audit", "/admin/audit/export?format=csv"];
  const stranger = await openContext();
  for (const path of paths) {
    const answer = await stranger.request.get(path, { maxRedirects: 0 });
    expect([answer.status(), answer.headers().location]).toEqual([307, expect.stringContaining("/sign-in?returnTo=")]);
  }
  const { email } = await signUpDirectly(context, stack);
  for (const path of paths) expect((await context.request.get(path)).status()).toBe(404);
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
  for (const path of paths) expect((await context.request.get(path)).status()).toBe(200);
});
