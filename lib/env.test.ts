import { expect, test } from "vitest";
import { readEnv, SettingsError } from "@/lib/env";
import { settingWarnings } from "@/lib/setting-warnings";

const key = Buffer.alloc(32, 7).toString("base64");

const complete = {
  APP_URL: "http://localhost:3000",
  DATABASE_URL: "postgresql://user:db-password@localhost:5432/app",
  AUTH_SECRET: "a-secret-of-at-least-32-characters!",
  TOKEN_KEYS: `k2:${key},k1:${key}`,
  EMAIL_SERVER: "smtp://user:mail-password@localhost:25",
  EMAIL_FROM: "Example <no-reply@example.com>",
  RECEIPTHERO_CLIENT_ID: "client",
  RECEIPTHERO_CLIENT_SECRET: "client-secret-value",
};

const bothUrls = {
  RECEIPTHERO_PAGES_URL: "https://dev.receipthero.io",
  RECEIPTHERO_API_URL: "https://api.dev.receipthero.io",
};

function problemsOf(settings: Record<string, string | undefined>): string[] {
  try {
    readEnv(settings);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

test("defaults are those of the settings table", () => {
  expect(readEnv(complete)).toMatchObject({
    PORT: 3000,
    KEEP_ALIVE_TIMEOUT: 75_000,
    ADMIN_EMAILS: [],
    RECEIPTHERO_PAGES_URL: "https://dev.receipthero.io",
    RECEIPTHERO_API_URL: "https://api.dev.receipthero.io",
    RECEIPTHERO_SCOPES: ["receipt:read"],
    RECEIPTHERO_PKCE: "S256",
    RECEIPTHERO_WEBHOOK_KEYS: [],
    PARTNER_NAME: "Your company",
    oidc: null,
  });
});

test("merchants may allow sending receipts by default once the server can send them", () => {
  const scopesOf = (settings: Record<string, string>) => readEnv({ ...complete, ...settings }).RECEIPTHERO_SCOPES;
  expect(scopesOf({ RECEIPTHERO_API_KEY: "key" })).toEqual(["receipt:read", "receipt:write"]);
  expect(scopesOf({ RECEIPTHERO_API_KEY: " " })).toEqual(["receipt:read"]);
  expect(scopesOf({ RECEIPTHERO_API_KEY: "key", RECEIPTHERO_SCOPES: "receipt:read" })).toEqual(["receipt:read"]);
  expect(scopesOf({ RECEIPTHERO_SCOPES: "receipt:write" })).toEqual(["receipt:write"]);
});

test("APP_URL loses its trailing slash", () => {
  expect(readEnv({ ...complete, APP_URL: "https://Connect.example.com/" }).APP_URL).toBe("https://connect.example.com");
});

test("the server listens on loopback while APP_URL is loopback, and else on all addresses, unless HOST is set", () => {
  const host = (settings: Record<string, string>) => readEnv({ ...complete, ...settings }).HOST;
  expect(host({})).toBe("127.0.0.1");
  expect(host({ APP_URL: "http://[::1]:3000" })).toBe("::1");
  expect(host({ APP_URL: "https://connect.example.com" })).toBe(null);
  expect(host({ HOST: "0.0.0.0" })).toBe("0.0.0.0");
});

test.each([
  [{ AUTH_OIDC_NAME: "Login" }, ["AUTH_OIDC_ISSUER", "AUTH_OIDC_CLIENT_ID", "AUTH_OIDC_CLIENT_SECRET"]],
  [{ RECEIPTHERO_PAGES_URL: "https://receipthero.io" }, ["RECEIPTHERO_API_URL"]],
  [{ RECEIPTHERO_API_URL: "https://api.receipthero.io" }, ["RECEIPTHERO_PAGES_URL"]],
])("what is half set is named: %o", (settings, missing) => {
  expect(problemsOf({ ...complete, ...settings }).map((problem) => problem.split(" ")[0])).toEqual(missing);
});

test("a short webhook key is accepted with a warning that does not hold it", () => {
  const [warning = "", ...more] = settingWarnings(readEnv({ ...complete, RECEIPTHERO_WEBHOOK_KEYS: "short-secret" }));
  expect(warning).toContain("RECEIPTHERO_WEBHOOK_KEYS");
  expect(warning).not.toContain("short-secret");
  expect(more).toEqual([]);
  expect(settingWarnings(readEnv({ ...complete, RECEIPTHERO_WEBHOOK_KEYS: "k".repeat(24) }))).toEqual([]);
});

test("a database on another machine without TLS is warned about at start, at each of its addresses", () => {
  const warningsAbout = (addresses: Record<string, string>) => settingWarnings(readEnv({ ...complete, ...addresses }));
  expect(
    warningsAbout({
      DATABASE_URL: "postgresql://user:secret-value@pooler.example.com/app",
      DATABASE_DIRECT_URL: "postgresql://user:secret-value@db.example.com/app",
    }),
  ).toEqual([
    "DATABASE_URL leads to another machine without TLS: add sslmode=verify-full, or sslmode=require.",
    "DATABASE_DIRECT_URL leads to another machine without TLS: add sslmode=verify-full, or sslmode=require.",
  ]);
  expect(warningsAbout({ DATABASE_URL: "postgresql://user@localhost/app" })).toEqual([]);
});

test("lists are split, trimmed and normalized", () => {
  const settings = readEnv({
    ...complete,
    ADMIN_EMAILS: " Anna@Example.com, oskar@example.com ,",
    RECEIPTHERO_WEBHOOK_KEYS: "a, b",
  });
  expect(settings.ADMIN_EMAILS).toEqual(["anna@example.com", "oskar@example.com"]);
  expect(settings.RECEIPTHERO_WEBHOOK_KEYS).toEqual(["a", "b"]);
  expect(settings.TOKEN_KEYS.map(({ id }) => id)).toEqual(["k2", "k1"]);
});

test("everything that is missing is said at once, each with an example", () => {
  const problems = problemsOf({});
  expect(problems.map((problem) => problem.split(" ")[0])).toEqual(Object.keys(complete));
  for (const problem of problems) expect(problem).toMatch(/^(\w+) is not set.* Example: \1=./);
});

test("an empty value counts as unset", () => {
  expect(problemsOf({ ...complete, DATABASE_URL: " " })).toEqual([expect.stringContaining("DATABASE_URL is not set")]);
  expect(readEnv({ ...complete, PORT: "" }).PORT).toBe(3000);
});

test.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["APP_URL", "connect.example.com"],
  ["APP_URL", "http://connect.example.com"],
  ["HOST", "http://localhost"],
  ["HOST", "[::1]:3000"],
  ["KEEP_ALIVE_TIMEOUT", "75s"],
  ["EMAIL_SERVER", "smtp://mail.example.com?ignoreTLS=true"],
  ["APP_URL", "https://example.com/path"],
  ["DATABASE_URL", "mysql://secret-value@localhost/app"],
  ["AUTH_SECRET", "secret-value"],
  ["TOKEN_KEYS", "secret-value"],
  ["TOKEN_KEYS", `k1:${key},k1:${key}`],
  ["TOKEN_KEYS", "k1:c2hvcnQ="],
  ["EMAIL_SERVER", "https://secret-value.example.com"],
  ["ADMIN_EMAILS", "anna@example.com,secret-value"],
  ["RECEIPTHERO_API_URL", "http://api.example.com/secret-value"],
  ["RECEIPTHERO_SCOPES", "receipt:read receipt:secret-value"],
  ["RECEIPTHERO_PKCE", "secret-value"],
])("%s=%s is refused by its name, without its value", (name, value) => {
  const [problem, ...others] = problemsOf({ ...complete, ...bothUrls, [name]: value });
  expect(others).toEqual([]);
  expect(problem).toMatch(new RegExp(`^${name} .+ Example: ${name}=.`));
  expect(problem).not.toContain("secret-value");
});

test("an OpenID Connect provider is complete or absent", () => {
  expect(problemsOf({ ...complete, AUTH_OIDC_ISSUER: "https://login.example.com" })).toEqual([
    expect.stringContaining("AUTH_OIDC_CLIENT_ID"),
    expect.stringContaining("AUTH_OIDC_CLIENT_SECRET"),
  ]);
  const provider = {
    AUTH_OIDC_ISSUER: "https://login.example.com",
    AUTH_OIDC_CLIENT_ID: "id",
    AUTH_OIDC_CLIENT_SECRET: "s",
  };
  expect(readEnv({ ...complete, ...provider }).oidc).toMatchObject({
    clientId: "id",
    name: "Single sign-on",
    isEmailTrusted: false,
  });
});

const provider = {
  AUTH_OIDC_ISSUER: "https://login.example.com",
  AUTH_OIDC_CLIENT_ID: "id",
  AUTH_OIDC_CLIENT_SECRET: "s",
};

test("groups decide about roles when the claim and the group of admins are set, and no other combination starts", () => {
  const groups = { AUTH_OIDC_ROLE_CLAIM: "groups", AUTH_OIDC_ADMIN_GROUP: "admins" };
  const rolesOf = (settings: Record<string, string>) => readEnv({ ...complete, ...provider, ...settings }).oidc?.roles;
  expect(rolesOf({})).toBeNull();
  expect(rolesOf(groups)).toEqual({ claim: "groups", adminGroup: "admins", supportGroup: null });
  expect(rolesOf({ ...groups, AUTH_OIDC_SUPPORT_GROUP: "support" })).toMatchObject({ supportGroup: "support" });
  const problems = (settings: Record<string, string>) => problemsOf({ ...complete, ...provider, ...settings });
  expect(problems({ AUTH_OIDC_ROLE_CLAIM: "groups" })).toEqual([
    expect.stringMatching(/^AUTH_OIDC_ADMIN_GROUP is not set, but AUTH_OIDC_ROLE_CLAIM is/),
  ]);
  expect(problems({ AUTH_OIDC_ADMIN_GROUP: "admins" })).toEqual([
    expect.stringMatching(/^AUTH_OIDC_ROLE_CLAIM is not set/),
  ]);
  expect(problems({ AUTH_OIDC_ROLE_CLAIM: "groups", AUTH_OIDC_SUPPORT_GROUP: "support" })).toEqual([
    expect.stringMatching(/^AUTH_OIDC_ADMIN_GROUP is not set/),
  ]);
  for (const claim of ["realm_access.", ".roles", "realm_access..roles"]) {
    expect(problems({ ...groups, AUTH_OIDC_ROLE_CLAIM: claim })).toEqual([
      expect.stringMatching(/^AUTH_OIDC_ROLE_CLAIM has no name before/),
    ]);
  }
  expect(rolesOf({ ...groups, AUTH_OIDC_ROLE_CLAIM: "realm_access.roles" })?.claim).toBe("realm_access.roles");
  expect(problems({ ...groups, AUTH_OIDC_SUPPORT_GROUP: "admins" })).toEqual([
    expect.stringMatching(/^AUTH_OIDC_SUPPORT_GROUP is the same group/),
  ]);
});

test("staff sign in with a provider alone only if there is one, and a warning says what that leaves open", () => {
  expect(problemsOf({ ...complete, AUTH_STAFF: "oidc" })).toEqual([
    expect.stringMatching(/^AUTH_OIDC_ISSUER is not set, but staff/),
  ]);
  const warnings = (settings: Record<string, string>) =>
    settingWarnings(readEnv({ ...complete, RECEIPTHERO_WEBHOOK_KEYS: "k".repeat(24), ...provider, ...settings }));
  expect(warnings({ AUTH_STAFF: "oidc" })).toEqual([expect.stringContaining("ADMIN_EMAILS names nobody")]);
  const named = { AUTH_STAFF: "oidc", ADMIN_EMAILS: "anna@example.com" };
  const groups = { AUTH_OIDC_ROLE_CLAIM: "groups", AUTH_OIDC_ADMIN_GROUP: "admins" };
  expect([...warnings(named), ...warnings({ ...named, ...groups })]).toEqual([]);
  expect(warnings(groups)).toEqual([expect.stringContaining("Set AUTH_STAFF=oidc")]);
});

test("an issuer keeps the slash at its end, which belongs to the identifier", () => {
  const provider = {
    AUTH_OIDC_ISSUER: "https://login.example.com/realm/",
    AUTH_OIDC_CLIENT_ID: "id",
    AUTH_OIDC_CLIENT_SECRET: "s",
    AUTH_OIDC_TRUST_EMAIL: "on",
  };
  expect(readEnv({ ...complete, ...provider }).oidc).toMatchObject({
    issuer: "https://login.example.com/realm/",
    isEmailTrusted: true,
  });
  expect(problemsOf({ ...complete, ...provider, AUTH_OIDC_ISSUER: "http://login.example.com" })).toEqual([
    expect.stringContaining("must be https"),
  ]);
});

test("ADMIN_EMAILS takes addresses as users write them, and keeps them as they are stored", () => {
  const typed = "matti@kahvila-ähtäri.fi, Info&Myynti@example.fi, a@example.xn--p1ai";
  expect(readEnv({ ...complete, ADMIN_EMAILS: typed }).ADMIN_EMAILS).toEqual([
    "matti@xn--kahvila-htri-ncbc.fi",
    "info&myynti@example.fi",
    "a@example.xn--p1ai",
  ]);
  expect(problemsOf({ ...complete, ADMIN_EMAILS: "a@example.fi, Anna <b@example.fi>" })).toHaveLength(1);
});

test.each(["\u3164", "Kahvila\u202EAamu", "x".repeat(61)])("PARTNER_NAME cannot be %j", (value) => {
  expect(problemsOf({ ...complete, PARTNER_NAME: value })).toEqual([expect.stringMatching(/^PARTNER_NAME is longer/)]);
});

test("SECURITY_CONTACT takes an email address or an https URL, and becomes a URI", () => {
  const contact = (value: string) => readEnv({ ...complete, SECURITY_CONTACT: value }).SECURITY_CONTACT;
  expect(contact("Security@example.com")).toBe("mailto:security@example.com");
  expect(contact("a+b%c?d@example.com")).toBe("mailto:a%2Bb%25c%3Fd@example.com");
  expect(contact("https://example.com/report")).toBe("https://example.com/report");
  expect(contact("")).toBeUndefined();
});

test.each(["http://example.com/", "tel:+358", "nobody", "a@example.com\nCanonical: https://evil.example"])(
  "SECURITY_CONTACT cannot be %j",
  (value) => {
    expect(problemsOf({ ...complete, SECURITY_CONTACT: value })).toEqual([expect.stringMatching(/^SECURITY_CONTACT/)]);
  },
);
