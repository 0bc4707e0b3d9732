import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type Env, readEnv, SettingsError } from "../../../lib/env.ts";
import { root } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";
import type { Secrets } from "./secrets.ts";

/** Names and values, none of them empty. */
export type Given = Record<string, string>;

/** The port of each embedded part. */
export type Ports = { postgres: number; pages: number; api: number; control: number; smtp: number };

/** Where the embedded parts are, unless something else is there; 0: anywhere. */
export const EMBEDDED_PORTS: Ports = { postgres: 0, pages: 4000, api: 4001, control: 4002, smtp: 4003 };

/** The client that the sandbox knows us as. */
export const SANDBOX_CLIENT_ID = "sandbox-client";

/** The settings in the environment, or else in `.env`. */
export function readGiven(): Given {
  const file = join(root, ".env");
  const written = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  return { ...withoutEmpty(written), ...withoutEmpty(process.env) };
}

/** Whether nothing is set that would be used instead of the embedded database and the sandbox. */
export function isEmbedded(given: Given): boolean {
  return !["DATABASE_URL", "DATABASE_DIRECT_URL", "RECEIPTHERO_CLIENT_ID", "RECEIPTHERO_CLIENT_SECRET"].some(
    (name) => name in given,
  );
}

/** Adds to what is given what the embedded parts need and have. */
export function fillIn(given: Given, secrets: Secrets, ports: Ports, databaseUrl: string): Given {
  const partner = (given.PARTNER_NAME ?? "Your company").replace(/["\\\r\n]/g, "");
  const local = `http://localhost:${given.PORT ?? 3000}`;
  const defaults = {
    // A wrong PORT is one problem, not two.
    APP_URL: URL.canParse(local) ? local : "http://localhost",
    AUTH_SECRET: secrets.authSecret,
    TOKEN_KEYS: secrets.tokenKeys,
    RECEIPTHERO_API_KEY: secrets.apiKey,
    RECEIPTHERO_WEBHOOK_KEYS: secrets.webhookKey,
  };
  const mailbox = {
    EMAIL_SERVER: `smtp://127.0.0.1:${ports.smtp}`,
    EMAIL_FROM: `"${partner}" <no-reply@localhost.localdomain>`,
  };
  // Anyone who reaches the mailbox can be this admin. That is nobody else while the address and the mailbox are ours.
  const admin = { ADMIN_EMAILS: "admin@example.com" };
  const isOnlyOurs = given.APP_URL === undefined && given.EMAIL_SERVER === undefined;
  // Not a matter of choice: credentials made for the sandbox are of use nowhere else.
  const sandbox = {
    RECEIPTHERO_PAGES_URL: `http://127.0.0.1:${ports.pages}`,
    RECEIPTHERO_API_URL: `http://127.0.0.1:${ports.api}`,
    RECEIPTHERO_SANDBOX_URL: `http://127.0.0.1:${ports.pages}`,
    RECEIPTHERO_CLIENT_ID: SANDBOX_CLIENT_ID,
    RECEIPTHERO_CLIENT_SECRET: secrets.clientSecret,
  };
  return {
    ...defaults,
    // A real mail server wants a real sender.
    ...(given.EMAIL_SERVER === undefined && mailbox),
    ...(isOnlyOurs && admin),
    ...given,
    ...sandbox,
    DATABASE_URL: databaseUrl,
  };
}

/**
 * Parses the settings, as the server will.
 * @throws {Problem} naming everything that is missing or wrong
 */
export function checkSettings(environment: Given): Env {
  try {
    return readEnv(environment);
  } catch (error) {
    throw error instanceof SettingsError ? new Problem(error.message) : error;
  }
}

function withoutEmpty(values: Record<string, string | undefined>): Given {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1].trim() !== "",
    ),
  );
}
