import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { expect, test } from "../fixtures/test.ts";

test("a server deletes expired rows and erases the searches of finished bulk disconnects", async ({ stack }) => {
  await withServerOfItsOwn(stack, async ({ app, database }) => {
    await app.kill();
    await database.rows(`
      WITH "user" AS (INSERT INTO "User" (email) VALUES ('expired@example.com') RETURNING id),
           merchant AS (INSERT INTO "Merchant" (name) VALUES ('Expired Oy') RETURNING id),
           session AS (INSERT INTO "Session" ("sessionToken", "userId", expires)
                         SELECT 'hash', id, now() - interval '1 second' FROM "user"),
           link AS (INSERT INTO "VerificationToken" (identifier, token, expires)
                      VALUES ('expired@example.com', 'hash', now() - interval '1 day')),
           invitation AS (INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "expiresAt")
                            SELECT id, 'invited@example.com', 'hash', now() - interval '1 second' FROM merchant),
           change AS (INSERT INTO "EmailChange" ("userId", email, "tokenHash", "expiresAt")
                        SELECT id, 'new@example.com', 'hash', now() - interval '1 second' FROM "user")
      INSERT INTO "BulkDisconnect" ("startedById", state, filter)
        SELECT id, 'DONE', '{"q": "expired@example.com", "metadata": null}' FROM "user"`);
    await app.restart();

    const kept = () =>
      database.row(`
        SELECT (SELECT count(*)::int FROM "Session") AS sessions,
               (SELECT count(*)::int FROM "VerificationToken") AS links,
               (SELECT count(*)::int FROM "Invitation") AS invitations,
               (SELECT count(*)::int FROM "EmailChange") AS changes,
               (SELECT count(*)::int FROM "BulkDisconnect" WHERE filter->>'q' IS NOT NULL) AS searches`);
    await expect.poll(kept).toEqual({ sessions: 0, links: 0, invitations: 0, changes: 0, searches: 0 });
  });
});
