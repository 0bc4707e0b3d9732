import { expect, test } from "vitest";
import { readClaims, readGroups } from "@/lib/auth/oidc/claims";

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
const ANNA = { sub: "1", email: "anna@example.com" };

test.each([
  [true, true],
  ["true", true],
  ["True", true],
  [false, false],
  ["false", false],
  ["yes", false],
  [1, false],
  [undefined, null],
  [null, null],
])("email_verified %j is read as %j", (claim, expected) => {
  expect(readClaims({ ...ANNA, email_verified: claim }, undefined).isEmailVerified).toBe(expected);
});

test("an address in the ID token alone counts, as some providers answer userinfo with nothing but sub", () => {
  expect(readClaims({ sub: "1" }, jwt({ ...ANNA, email_verified: true }))).toEqual({
    subject: "1",
    email: "anna@example.com",
    isEmailVerified: true,
    name: null,
  });
});

test("a confirmation in the ID token counts for the same address alone", () => {
  const other = jwt({ sub: "1", email: "other@example.com", email_verified: true });
  expect(readClaims(ANNA, jwt({ ...ANNA, email_verified: true })).isEmailVerified).toBe(true);
  expect(readClaims(ANNA, other)).toMatchObject({ email: "anna@example.com", isEmailVerified: null });
});

test("the ID token cannot confirm an email that userinfo denies", () => {
  const denied = { ...ANNA, email_verified: false };
  expect(readClaims(denied, jwt({ ...ANNA, email_verified: true })).isEmailVerified).toBe(false);
});

test("an address is given in the form in which accounts keep theirs", () => {
  expect(readClaims({ sub: "1", email: "Anna@Example.COM" }, undefined).email).toBe("anna@example.com");
});

test.each([{ sub: "1" }, { sub: "1", email: "" }, { sub: "1", email: "anna" }, { sub: "1", email: ["a@example.com"] }])(
  "%j names no address",
  (claims) => expect(readClaims(claims, "not a JWT").email).toBeNull(),
);

test("a name that cannot be stored is none", () => {
  expect(readClaims({ ...ANNA, name: "Anna\u0000" }, undefined).name).toBeNull();
  expect(readClaims({ ...ANNA, name: " Anna " }, undefined).name).toBe("Anna");
});

test.each([
  [{ groups: ["a", "b"] }, ["a", "b"]],
  [{ groups: "a" }, ["a"]],
  [{ groups: [] }, []],
  [{ groups: ["a", 1, null, { b: 1 }] }, ["a"]],
  [{ groups: { a: 1 } }, null],
  [{ groups: 7 }, null],
  [{}, null],
])("groups in %j are read as %j", (claims, groups) => {
  expect(readGroups({ sub: "1" }, jwt(claims), "groups")).toEqual(groups);
  expect(readGroups({ sub: "1", ...claims }, jwt({ sub: "1" }), "groups")).toEqual(groups);
});

test.each([
  [{ realm_access: { roles: ["a"] } }, "realm_access.roles", ["a"]],
  [{ "realm_access.roles": ["plain"], realm_access: { roles: ["a"] } }, "realm_access.roles", ["plain"]],
  [{ resource_access: { "com.example.app": { roles: ["a"] } } }, "resource_access.com.example.app.roles", ["a"]],
  [{ realm_access: { roles: { a: true } } }, "realm_access.roles", null],
  [{ realm_access: ["a"] }, "realm_access.0", null],
  [{ realm_access: {} }, "realm_access.constructor.name", null],
  [{ realm_access: { roles: ["a"] } }, "realm_access", null],
])("groups in %j are found at %s as %j", (claims, path, groups) => {
  expect(readGroups({ sub: "1" }, jwt(claims), path)).toEqual(groups);
  expect(readGroups({ sub: "1", ...claims }, jwt({ sub: "1" }), path)).toEqual(groups);
});

test("the groups of the ID token count before those of userinfo, under any name", () => {
  const name = "https://example.com/roles";
  expect(readGroups({ [name]: ["userinfo"] }, jwt({ [name]: ["token"] }), name)).toEqual(["token"]);
  expect(readGroups({ [name]: ["userinfo"] }, jwt({ [name]: [] }), name)).toEqual([]);
  expect(readGroups({}, jwt({}), "constructor")).toBeNull();
  expect(readGroups(null, "not a JWT", "groups")).toBeNull();
});
