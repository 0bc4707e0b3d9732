import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { connect } from "@/test/connect";
import { test } from "@/test/owner";

test("the staff's view of a connection contains no token", async ({ sandbox, user, admin, row }) => {
  const id = await connect(sandbox, user);
  const { sealedToken } = await row(id);
  const seen = await getConnectionForStaff(admin, id);
  expect(seen).toMatchObject({
    receiptheroId: id,
    merchant: { members: [{ role: "OWNER", user: { email: user.email } }] },
    receipts: 0,
  });
  expect(JSON.stringify(seen)).not.toContain(sealedToken);
  expect(await getConnectionForStaff(admin, randomUUID())).toBeNull();
  expect(await getConnectionForStaff(admin, "not an id")).toBeNull();
});
