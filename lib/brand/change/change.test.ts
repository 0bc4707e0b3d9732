import { beforeEach, expect } from "vitest";
import type { OwnWords } from "@/lib/brand/brand";
import { changeBrand } from "@/lib/brand/change/change";
import { brandForm, brandOf } from "@/lib/brand/change/form";
import { longestConsentMessage } from "@/lib/brand/consent-message";
import { forgetBrand, getBrand } from "@/lib/brand/current";
import { readBrand } from "@/lib/brand/read";
import { parseForm } from "@/lib/forms/parse";
import { sendMail } from "@/lib/mail/send";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase, mailSandbox }) => {
  process.env.PARTNER_NAME = "Example Oy";
  process.env.PARTNER_PRIVACY_URL = "https://example.com/privacy";
  database = ownDatabase;
  sandbox = mailSandbox;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Brand"`);
  forgetBrand();
});

/** The form as a browser sends it, with its empty fields. */
function submit(fields: Record<string, string>) {
  const form = new FormData();
  for (const name of Object.keys(brandForm.shape)) form.set(name, name === "version" ? "0" : "");
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return parseForm(form, brandForm);
}

function wanted(fields: Record<string, string>): OwnWords {
  const submission = submit(fields);
  if (submission?.status !== "success") throw new Error(JSON.stringify(submission?.reply().error));
  return brandOf(submission.value);
}

async function events() {
  const { rows } = await database.client.query(
    `SELECT "actorId", before, after FROM "AuditEvent" WHERE action = 'brand.changed' ORDER BY id`,
  );
  return rows;
}

test("the settings say how the partner appears until an admin says otherwise, field by field", async () => {
  expect(await getBrand()).toMatchObject({
    name: "Example Oy",
    accent: null,
    privacyUrl: "https://example.com/privacy",
  });
  const fields = { name: "Café Oy", accent: "C30", support: "Help@Example.com", terms: "https://example.com/terms" };
  expect(await changeBrand(admin, wanted(fields))).toBe(true);
  expect(await getBrand()).toMatchObject({
    version: 1,
    name: "Café Oy",
    accent: "#cc3300",
    supportUrl: "mailto:help@example.com",
    termsUrl: "https://example.com/terms",
    privacyUrl: "https://example.com/privacy",
  });
  expect(await changeBrand(admin, wanted({ version: "1" }))).toBe(true);
  expect(await getBrand()).toMatchObject({ version: 2, name: "Example Oy", accent: null, supportUrl: null });
});

test("the audit log has the fields that changed, and names no mailbox", async () => {
  const before = (await events()).length;
  await changeBrand(admin, wanted({ name: "First Oy", replyTo: "aino@example.com", welcomeFi: "Tervetuloa.\r\nHei!" }));
  await changeBrand(admin, wanted({ version: "1", name: "Second Oy", support: "oskar@example.com" }));
  await changeBrand(admin, wanted({ version: "2", name: "Second Oy", support: "oskar@example.com" }));
  const seen = (await events()).slice(before);
  expect(seen).toEqual([
    {
      actorId: admin.id,
      before: {},
      after: { name: "First Oy", replyTo: "…@example.com", welcomeFi: "Tervetuloa. Hei!" },
    },
    {
      actorId: admin.id,
      before: { name: "First Oy", replyTo: "…@example.com", welcomeFi: "Tervetuloa. Hei!" },
      after: { name: "Second Oy", support: "…@example.com" },
    },
  ]);
});

test("the audit log has the whole of a URL, and a URL is kept as a browser reads it", async () => {
  const before = (await events()).length;
  const urls = {
    terms: "https:example.com/terms",
    privacy: "https://example.com/@x",
    support: "https://example.com/@y",
  };
  await changeBrand(admin, wanted(urls));
  const after = { ...urls, terms: "https://example.com/terms" };
  expect((await events()).slice(before)).toEqual([{ actorId: admin.id, before: {}, after }]);
});

test("of two admins who change the same version, one is told, however close they are", async () => {
  const results = await Promise.all(
    ["One Oy", "Two Oy", "Three Oy"].map((name) => changeBrand(admin, wanted({ name }))),
  );
  expect(results.filter(Boolean)).toHaveLength(1);
  expect((await readBrand()).version).toBe(1);
});

test.each([
  ["name", "x".repeat(61), "tooLong"],
  ["name", "\u3164", "invisible"],
  ["accent", "red", "colour"],
  ["accent", "#12345", "colour"],
  ["accent", "#0f5c4a;x:url(//evil.example)", "tooLong"],
  ["support", "javascript:alert(1)", "contact"],
  ["support", "http://example.com", "contact"],
  ["terms", "javascript:alert(1)", "https"],
  ["privacy", "http://example.com", "https"],
  ["sender", "A\r\nBcc: all@example.com", "unprintable"],
  ["replyTo", "nobody", "email"],
  ["welcomeSv", "x".repeat(301), "tooLong"],
  ["consentEn", "Hello {name}", "placeholder"],
  ["consentEn", "Hello {business", "placeholder"],
  ["version", "x", "malformed"],
])("%s cannot be %j", (field, value, problem) => {
  expect(submit({ [field]: value })?.reply().error).toEqual({ [field]: [problem] });
});

test("the message for the consent page is the partner's in the languages that have one", async () => {
  const consent = "{partner} and {business}: {business}, $& please. ".padEnd(120, "x");
  await changeBrand(admin, wanted({ name: "Café Oy", consentSv: consent }));
  const message = (await longestConsentMessage())("Kahvila $1 {partner}");
  expect(message).toMatch(/^Café Oy and Kahvila \$1 \{partner\}: Kahvila \$1 \{partner\}, \$& please\. x/);
});

test("emails have the sender's name, the address of the settings, the address for replies and the colour", async () => {
  await changeBrand(admin, wanted({ sender: "Kuitit, Oy", replyTo: "help@example.com", accent: "#aa0044" }));
  const to = "merchant@example.com";
  const link = { href: "http://localhost:3000/", text: "Open" };
  await sendMail({ to, locale: "en", subject: "Hello", before: ["Hello."], link, after: [] });
  type Seen = { html: string; headers: { name: string; value: string }[] };
  const { body } = await control<{ mails: Seen[] }>(sandbox, "GET", `/mails?to=${to}`);
  const [mail] = body.mails;
  const header = (name: string) => mail?.headers.find((one) => one.name.toLowerCase() === name)?.value;
  expect(header("from")).toBe(`"Kuitit, Oy" <test@example.com>`);
  expect(header("reply-to")).toBe("help@example.com");
  expect(mail?.html).toContain("#aa0044");
});

test("while the database fails, the brand is the last one that was read", async () => {
  await changeBrand(admin, wanted({ name: "Last Oy" }));
  expect(await getBrand()).toMatchObject({ name: "Last Oy" });
  await database.client.query(`ALTER TABLE "Brand" RENAME TO "Gone"`);
  try {
    expect(await getBrand()).toMatchObject({ name: "Last Oy" });
    forgetBrand();
    expect(await getBrand()).toMatchObject({ name: "Last Oy" });
  } finally {
    await database.client.query(`ALTER TABLE "Gone" RENAME TO "Brand"`);
  }
});
