import { expect } from "vitest";
import { isAdmin, isMember, isOwner, isStaff } from "@/lib/principal";
import { createMember, createMerchant, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

test("support is staff, an admin is both, and a merchant's user is neither", () => {
  const users = (["MERCHANT", "SUPPORT", "ADMIN"] as const).map((role) => ({ ...someStaff(), role }));
  expect(users.map(isStaff)).toEqual([false, true, true]);
  expect(users.map(isAdmin)).toEqual([false, false, true]);
});

test("a reader is neither member nor owner, a member is no owner, and an owner is both", async ({ database }) => {
  const merchant = await createMerchant(database, "Kahvila Aamu");
  const readers = [
    await createMember(database, merchant, "READER"),
    await createMember(database, merchant, "MEMBER"),
    await createMember(database, merchant, "OWNER"),
  ];
  expect(readers.map(isMember)).toEqual([false, true, true]);
  expect(readers.map(isOwner)).toEqual([false, false, true]);
});
