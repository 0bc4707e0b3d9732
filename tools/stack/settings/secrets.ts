import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { Problem } from "../bootstrap/report.mjs";

const secret = z.string().min(16);
const kept = z.object({
  databasePassword: secret,
  authSecret: secret,
  tokenKeys: secret,
  clientSecret: secret,
  apiKey: secret,
  webhookKey: secret,
});

/** The secrets of this checkout's embedded parts. */
export type Secrets = z.infer<typeof kept>;

/**
 * The secrets in a file that only its owner may read; they are made at the first call.
 * @throws {Problem} when the file is there and unusable: with new ones the database and its sealed tokens were lost
 */
export function keepSecrets(file: string): Secrets {
  if (!existsSync(file)) {
    // Written whole or not at all, whenever this is killed.
    writeFileSync(`${file}.new`, `${JSON.stringify(makeSecrets(), null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  try {
    return kept.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Problem(
      `${file} cannot be read. Restore it, or remove the folder it is in to start with an empty database.`,
    );
  }
}

function makeSecrets(): Secrets {
  return {
    databasePassword: randomBytes(24).toString("hex"),
    authSecret: randomBytes(33).toString("base64"),
    tokenKeys: `k1:${randomBytes(32).toString("base64")}`,
    clientSecret: randomBytes(24).toString("hex"),
    apiKey: randomBytes(24).toString("hex"),
    webhookKey: randomBytes(24).toString("hex"),
  };
}
