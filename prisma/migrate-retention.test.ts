import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrateUntil } from "@/test/migrate-until";
import { migrate } from "./migrate.ts";

test("an owner whom the partner named before the invitation stays, and the events of before get a seal", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateUntil(url, "_retention");
    const rows = async (sql: string) => (await client.query({ text: sql, rowMode: "array" })).rows;
    // All were invited now, and two of the invitations have expired.
    await rows(`
      WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ('Kahvila') RETURNING id),
           person AS (SELECT email, minutes FROM (VALUES ('named@kahvila.example', -1), ('invited@kahvila.example', 0),
                                                         ('open@kahvila.example', 0)) AS v (email, minutes)),
           session AS (INSERT INTO "ConnectSession" ("tokenHash", purpose, "merchantId", "invitedById", label, scopes, status, "endedAt")
                       SELECT email, 'connect', merchant.id, gen_random_uuid(), '', '{}',
                              CASE WHEN email LIKE 'open%' THEN 'pending' ELSE 'expired' END::"ConnectSessionStatus",
                              CASE WHEN email LIKE 'open%' THEN NULL ELSE now() END
                         FROM merchant, person RETURNING id, "tokenHash" AS email, "merchantId"),
           invitation AS (INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, "invitedById", state, "mailDueAt",
                                                            "lastMailAt", "sentAt", "merchantId", "connectSessionId")
                          SELECT '1', 'Kahvila', email, gen_random_uuid(),
                                 CASE WHEN email LIKE 'open%' THEN 'sent' ELSE 'expired' END::"MerchantInvitationState", NULL, now(), now(),
                                 "merchantId", id FROM session)
      INSERT INTO "ExpectedOwner" ("merchantId", email, "createdAt")
      SELECT merchant.id, email, now() + make_interval(mins => minutes) FROM merchant, person`);
    await rows(
      `INSERT INTO "AuditEvent" ("actorType", action) VALUES ('SYSTEM', 'user.made_admin'), ('SYSTEM', 'user.disabled')`,
    );

    await migrate(url);
    expect(await rows(`SELECT email, "isInvited" FROM "ExpectedOwner" ORDER BY email`)).toEqual([
      ["named@kahvila.example", false],
      ["open@kahvila.example", true],
    ]);
    expect(
      await rows(
        `SELECT e.id FROM "AuditEvent" e LEFT JOIN "AuditSeal" s ON s."eventId" = e.id WHERE s."eventId" IS NULL`,
      ),
    ).toEqual([]);
  });
});
