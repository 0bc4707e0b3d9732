import { expect } from "vitest";
import { sendDisconnectedMail } from "@/lib/notifications/disconnected-mail/send";
import type { MemberRole } from "@/prisma/generated/enums";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { addConnection, createMember, createMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";

let database: TestDatabase;
let sandbox: Sandbox;

test.beforeAll(({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});

/** Emails a member of a new merchant that a connection with this label was disconnected. */
async function mailedOf(label: string, count = 1, role: MemberRole = "OWNER") {
  const user = await createMember(database, await createMerchant(database, "Kirjakauppa Aalto Oy"), role);
  const receiptheroId = await addConnection(database, user.merchant.id, { label, status: "DISCONNECTED" });
  await database.client.query(`UPDATE "Connection" SET "disconnectedBy" = 'RECEIPTHERO' WHERE "receiptheroId" = $1`, [
    receiptheroId,
  ]);
  for (let time = 0; time < count; time += 1) await sendDisconnectedMail({ receiptheroId, userId: user.id });
  return mailsTo(sandbox, user.email);
}

test("a label that would become a link is not in the mail, and any other label is", async () => {
  for (const label of ["www.evil.example", "evil.example/pay", "a@evil.example", "http://evil.example"]) {
    const [mail] = await mailedOf(label);
    expect(mail?.text).toContain("One of your connections with");
    expect(`${mail?.subject} ${mail?.text} ${mail?.html}`).not.toContain("evil");
  }
  expect((await mailedOf("Shop in Turku"))[0]?.text).toContain(
    "“Shop in Turku”, a connection of “Kirjakauppa Aalto Oy” with Your company,",
  );
});

test.each([
  ["OWNER", "Otherwise you can reconnect there."],
  ["MEMBER", "Otherwise you can reconnect there."],
  ["READER", "Otherwise an owner or member of the business can reconnect there."],
] as const)("the mail to a member with the role %s says who can reconnect", async (role, text) => {
  expect((await mailedOf("Shop in Turku", 1, role))[0]?.text).toContain(text);
});

test("a mailbox gets fifty notices in an hour, and the job of a further one is done without a mail", async () => {
  expect(await mailedOf("Shop in Turku", 52)).toHaveLength(50);
});
