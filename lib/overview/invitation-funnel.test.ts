import { expect } from "vitest";
import { invitationFunnel } from "@/lib/overview/invitation-funnel";
import { someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

test("the funnel counts the invitations of a period by how far they have come, and all that are stuck", async ({
  database,
}) => {
  const rows = (sql: string, values: unknown[] = []) => database.client.query(sql, values);
  // Their sessions do not matter here.
  await rows(`ALTER TABLE "MerchantInvitation" DROP CONSTRAINT "MerchantInvitation_has_link"`);
  const add = (state: string, isOpened: boolean, days: number) =>
    rows(
      `INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, "invitedById", state, "openedAt", "createdAt")
       VALUES (gen_random_uuid(), 'Kahvila', gen_random_uuid(), gen_random_uuid(), $1, CASE WHEN $2 THEN now() END,
               now() - make_interval(days => $3::int))`,
      [state, isOpened, days],
    );
  await add("sent", false, 0);
  await add("opened", true, 1);
  await add("connected", true, 2);
  await add("refused", false, 3);
  await add("expired", true, 20);
  await add("expired", false, 20);
  const stuck = [
    { state: "expired", count: 2 },
    { state: "refused", count: 1 },
  ];
  expect(await invitationFunnel(someStaff(), 7)).toEqual({ invited: 4, opened: 2, connected: 1, stuck });
  await rows(`UPDATE "MerchantInvitation" SET state = 'connected' WHERE state = 'opened'`);
  await rows("SELECT compact_counters()");
  expect(await invitationFunnel(someStaff(), 30)).toEqual({ invited: 6, opened: 3, connected: 2, stuck });
});
