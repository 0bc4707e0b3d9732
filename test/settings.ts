import { randomBytes } from "node:crypto";
import { log } from "@/lib/log";

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
log.level = "silent";
