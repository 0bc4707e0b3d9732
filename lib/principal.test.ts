import { expect, test } from "vitest";
import { isAdmin, isMerchantUser, isStaff } from "@/lib/principal";
import { someStaff } from "@/test/database";

test("support is staff, an admin is both, and a merchant's user is neither", () => {
  const users = (["MERCHANT", "SUPPORT", "ADMIN"] as const).map((role) => ({ ...someStaff(), role }));
  expect(users.map(isStaff)).toEqual([false, true, true]);
  expect(users.map(isAdmin)).toEqual([false, false, true]);
});

test("a user with a merchant is a member of it in any role", () => {
  expect(isMerchantUser(someStaff())).toBe(false);
  expect(isMerchantUser({ ...someStaff(), merchant: { id: "", name: "Kahvila Aamu" } })).toBe(true);
});
