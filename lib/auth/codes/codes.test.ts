import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { codeSchema, newCode } from "@/lib/auth/codes/code";
import { getOpenCode } from "@/lib/auth/codes/get-open-code";
import { issueCode } from "@/lib/auth/codes/issue-code";
import { tryCode } from "@/lib/auth/codes/try-code";
import { db } from "@/lib/db/client";
import { dump, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let email: string;
let browserHash: string;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(() => {
  email = `${randomUUID()}@example.com`;
  browserHash = randomUUID();
});

/** A code for this test's browser, or for another one, to the same mailbox. */
async function issued(browser = browserHash, purpose: "SIGN_IN" | "PROOF" = "SIGN_IN"): Promise<string> {
  const link = { hash: `hash-${randomUUID()}`, returnTo: "/connections?a=b" };
  const code = await issueCode({ purpose, browserHash: browser, email, link });
  if (!code) throw new Error("No code was issued");
  return code;
}

/** A different code. */
const not = (code: string) => (code === "000000" ? "000001" : "000000");

const guess = (code: string, browser = browserHash) => tryCode("SIGN_IN", browser, code);

test("the right code is right once", async () => {
  const code = await issued();
  expect(await guess(code)).toMatchObject({ result: "right", email, returnTo: "/connections?a=b" });
  expect(await guess(code)).toEqual({ result: "missing" });
});

test("of parallel uses of the right code one succeeds", async () => {
  const code = await issued();
  const results = await Promise.all(Array.from({ length: 4 }, () => guess(code)));
  expect(results.filter(({ result }) => result === "right")).toHaveLength(1);
});

test("a code works for no other browser, purpose or mailbox", async () => {
  const code = await issued();
  const other = randomUUID();
  const othersCode = await issued(other);
  expect(await guess(code, randomUUID())).toEqual({ result: "missing" });
  if (othersCode !== code) expect((await guess(code, other)).result).toBe("wrong");
  expect(await tryCode("PROOF", browserHash, code)).toEqual({ result: "missing" });
  expect(await tryCode("SIGN_IN", browserHash, code, "someone@example.com")).toEqual({ result: "missing" });
  expect((await guess(code)).result).toBe("right");
});

test("after five wrong guesses the right code is refused", async () => {
  const code = await issued();
  for (let attempt = 1; attempt < 5; attempt += 1) expect((await guess(not(code))).result).toBe("wrong");
  expect((await guess(not(code))).result).toBe("used_up");
  expect((await guess(code)).result).toBe("used_up");
  expect(await getOpenCode("SIGN_IN", browserHash)).toMatchObject({ email, usedUp: true });
});

test("forty parallel guesses get five attempts", async () => {
  const code = await issued();
  const results = await Promise.all(Array.from({ length: 40 }, () => guess(not(code))));
  expect(results.filter(({ result }) => result === "wrong")).toHaveLength(4);
  const { attempts } = await db().mailedCode.findFirstOrThrow({ where: { browserHash } });
  expect(attempts).toBe(5);
});

test("a mailbox's codes get fifteen attempts an hour, however many browsers guess in parallel", async () => {
  const browsers = Array.from({ length: 8 }, () => randomUUID());
  const codes = await Promise.all(browsers.map((browser) => issued(browser)));
  const wrong = newCode();
  const results = await Promise.all(
    browsers.flatMap((browser, index) =>
      Array.from({ length: 5 }, () => guess(codes[index] === wrong ? not(wrong) : wrong, browser)),
    ),
  );
  const { points } = await db().rateLimiterFlexible.findFirstOrThrow({
    where: { key: { startsWith: "code-attempts:SIGN_IN" }, points: 15 },
  });
  expect(points).toBe(15);
  expect(results.filter(({ result }) => result === "right")).toEqual([]);
  expect(results.filter(({ result }) => result === "wrong").length).toBeLessThanOrEqual(15);

  // No code of this mailbox can be tried any more, so a new email contains none.
  const fresh = randomUUID();
  expect(await issueCode({ purpose: "SIGN_IN", browserHash: fresh, email })).toBeNull();
  expect(await getOpenCode("SIGN_IN", fresh)).toMatchObject({ usedUp: true });
});

test("guesses at sign-in codes leave a mailbox its attempts for proofs, and an hour later all of them", async () => {
  for (let round = 0; round < 3; round += 1) {
    const browser = randomUUID();
    const code = await issued(browser);
    for (let attempt = 0; attempt < 5; attempt += 1) await guess(not(code), browser);
  }
  expect(await issueCode({ purpose: "SIGN_IN", browserHash, email })).toBeNull();
  expect(await issued(browserHash, "PROOF")).toMatch(/^\d{6}$/);

  await database.client.query(`UPDATE "RateLimiterFlexible" SET expire = now() - interval '1 second'`);
  const code = await issued();
  expect((await guess(not(code))).result).toBe("wrong");
  expect((await guess(code)).result).toBe("right");
});

test("a newer code takes the place of the older one in its browser", async () => {
  const older = await issued();
  const newer = await issued();
  if (older !== newer) expect((await guess(older)).result).toBe("wrong");
  expect((await guess(newer)).result).toBe("right");
});

test("an expired code is none", async () => {
  const code = await issued();
  await database.client.query(`UPDATE "MailedCode" SET "expiresAt" = now() WHERE "browserHash" = $1`, [browserHash]);
  expect(await guess(code)).toEqual({ result: "missing" });
  expect(await getOpenCode("SIGN_IN", browserHash)).toBeNull();
});

test("the database holds no code in clear", async () => {
  const code = await issued();
  expect(await dump(database)).not.toMatch(new RegExp(`\\b${code}\\b`));
});

test.each([
  ["123456", "123456"],
  [" 123 456\n", "123456"],
  ["123\u00a0456", "123456"],
  ["123-456", "123456"],
])("%j is read as a code", (typed, code) => expect(codeSchema.parse(typed)).toBe(code));

test.each(["", "12345", "1234567", "12345a", "１２３４５６", "1".repeat(1_000_000), undefined, ["123456"]])(
  "%j is no code",
  (typed) => expect(codeSchema.safeParse(typed).success).toBe(false),
);
