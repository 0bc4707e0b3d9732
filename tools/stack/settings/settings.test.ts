import { expect, test } from "vitest";
import { checkSettings, fillIn, isEmbedded } from "./settings.ts";

const secrets = {
  databasePassword: "p".repeat(32),
  authSecret: "s".repeat(44),
  tokenKeys: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  clientSecret: "c".repeat(32),
  apiKey: "a".repeat(32),
  webhookKey: "w".repeat(32),
};
const ports = { postgres: 5432, pages: 4000, api: 4001, control: 4002, smtp: 4003 };
const filled = (given: Record<string, string>) => checkSettings(fillIn(given, secrets, ports, "postgresql://x@y/z"));

test("the embedded parts are used if neither a database nor credentials are set", () => {
  expect(isEmbedded({ PORT: "3001", PARTNER_NAME: "Kahvila" })).toBe(true);
  for (const name of ["DATABASE_URL", "DATABASE_DIRECT_URL", "RECEIPTHERO_CLIENT_ID", "RECEIPTHERO_CLIENT_SECRET"]) {
    expect(isEmbedded({ [name]: "x" })).toBe(false);
  }
});

test("the filled-in settings pass the server's own check, with any name of the partner", () => {
  expect(filled({}).ADMIN_EMAILS).toEqual(["admin@example.com"]);
  expect(filled({ PARTNER_NAME: 'Kahvila "Äiti", Oy' }).EMAIL_FROM).toBe(
    '"Kahvila Äiti, Oy" <no-reply@localhost.localdomain>',
  );
});

test("a given setting takes precedence, except for the URLs that the sandbox's credentials belong to", () => {
  const settings = filled({ ADMIN_EMAILS: "anna@example.com", RECEIPTHERO_PAGES_URL: "https://dev.receipthero.io" });
  expect(settings.ADMIN_EMAILS).toEqual(["anna@example.com"]);
  expect(settings.RECEIPTHERO_PAGES_URL).toBe("http://127.0.0.1:4000");
});

test("no default admin exists once APP_URL or EMAIL_SERVER is set", () => {
  const mail = { EMAIL_SERVER: "smtps://mail.example.com", EMAIL_FROM: "no-reply@example.com" };
  expect(filled({ APP_URL: "https://connect.example.com" }).ADMIN_EMAILS).toEqual([]);
  expect(filled(mail).ADMIN_EMAILS).toEqual([]);
  expect(filled({ ...mail, ADMIN_EMAILS: "anna@example.com" }).ADMIN_EMAILS).toEqual(["anna@example.com"]);
});

test("a mail server of one's own needs a sender of one's own", () => {
  expect(() => filled({ EMAIL_SERVER: "smtps://mail.example.com" })).toThrow("EMAIL_FROM is not set");
});

test("APP_URL follows PORT while everything is embedded, and is required otherwise", () => {
  expect(filled({ PORT: "8080" }).APP_URL).toBe("http://localhost:8080");
  expect(() => checkSettings({ DATABASE_URL: "postgresql://x@y/z" })).toThrow("APP_URL is not set");
});

test("a wrong setting is named in a problem without a stack", () => {
  expect(() => filled({ PORT: "abc" })).toThrow("PORT is not a number");
});
