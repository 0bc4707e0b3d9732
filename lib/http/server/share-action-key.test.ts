import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { env } from "@/lib/env";
import { shareActionKey } from "@/lib/http/server/share-action-key";

const NAME = "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY";
const former = process.env[NAME];
afterEach(() => {
  if (former === undefined) delete process.env[NAME];
  else process.env[NAME] = former;
});

/** The key as this process gives it to Next. */
function keyHere(authSecret: string): string {
  env().AUTH_SECRET = authSecret;
  shareActionKey();
  return process.env[NAME] ?? "";
}

/** The key as another process derives it. */
function keyElsewhere(authSecret: string): string {
  const file = fileURLToPath(new URL("./action-key.ts", import.meta.url));
  const program = `import { actionKey } from ${JSON.stringify(file)}; process.stdout.write(actionKey(process.env.SECRET));`;
  const options = { env: { ...process.env, SECRET: authSecret }, encoding: "utf8" } as const;
  return execFileSync(process.execPath, ["--input-type=module", "--eval", program], options);
}

test("processes with the same AUTH_SECRET give Next the same key, and another secret gives another key", () => {
  const [secret, another] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  const key = keyHere(secret);
  expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(keyElsewhere(secret)).toBe(key);
  expect(keyHere(secret)).toBe(key);
  expect(keyHere(another)).not.toBe(key);
  expect(keyElsewhere(another)).toBe(keyHere(another));
});

test("the secret is not in the key, in no encoding", () => {
  const bytes = randomBytes(32);
  for (const secret of [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("latin1")]) {
    const key = Buffer.from(keyHere(secret), "base64");
    for (const part of [bytes, Buffer.from(secret)].map((whole) => whole.subarray(0, 8))) {
      expect(key.includes(part)).toBe(false);
    }
  }
});
