import { randomBytes } from "node:crypto";
import { vi } from "vitest";

// A worker runs one test file after the other and keeps the installed packages that it loaded. The application's own
// modules, its database clients and the environment are new for each file.
vi.resetModules();
Reflect.deleteProperty(globalThis, "databaseClients");
Reflect.deleteProperty(globalThis, "keptBrand");
const worker = globalThis as typeof globalThis & { firstEnvironment?: NodeJS.ProcessEnv };
worker.firstEnvironment ??= { ...process.env };
for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
Object.assign(process.env, worker.firstEnvironment);

// The settings of a test's process, set before any module reads them. A test file may change one before its first use.
Object.assign(process.env, {
  APP_URL: "http://localhost:3000",
  AUTH_SECRET: randomBytes(32).toString("hex"),
  TOKEN_KEYS: `test:${randomBytes(32).toString("base64")}`,
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  EMAIL_SERVER: "smtp://127.0.0.1:1",
  EMAIL_FROM: "Test <test@example.com>",
  RECEIPTHERO_PAGES_URL: "http://127.0.0.1:1",
  RECEIPTHERO_API_URL: "http://127.0.0.1:1",
  RECEIPTHERO_CLIENT_ID: "sandbox-client",
  RECEIPTHERO_CLIENT_SECRET: "sandbox-secret",
  RECEIPTHERO_API_KEY: "sandbox-api-key",
  RECEIPTHERO_WEBHOOK_KEYS: "former-webhook-key, sandbox-webhook-key",
});

// Many tests cause errors on purpose. Their log would hide the message of a failing test.
const { log } = await import("@/lib/log");
log.level = "silent";
