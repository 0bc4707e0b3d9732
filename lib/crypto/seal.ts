import "server-only";
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
// By path and not by alias: prisma/seed.ts imports this without Next.
import { env } from "../env.ts";
import { AppError } from "../errors/app-error.ts";

/**
 * Encryption of secrets at rest: AES-256-GCM (NIST SP 800-38D). The sealed text is `v1.{key
 * id}.{nonce}.{ciphertext}.{tag}`, with the binary parts in base64url. It is bound to its row: in another row it cannot
 * be unsealed.
 */
const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key ring: the first key seals, and every key unseals. */
export type KeyRing = readonly { id: string; key: Buffer }[];

/**
 * Seals a text with the first key of the ring.
 * @param row names the row that the text belongs to, such as a connection's `receipthero_id`
 * @throws AppError `seal_key_missing` when the ring is empty
 */
export function seal(text: string, row: string, ring: KeyRing = env().TOKEN_KEYS): string {
  const [first] = ring;
  if (!first) throw new AppError("seal_key_missing", "TOKEN_KEYS holds no key to seal with");

  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyObject(first.key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(first.id, row));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [VERSION, first.id, ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url"))].join(
    ".",
  );
}

/**
 * Unseals a text.
 * @param row the row that contains it
 * @throws AppError `seal_key_missing` when TOKEN_KEYS lacks the key that sealed it; `seal_broken` when the text was
 * changed, truncated or copied from another row
 */
export function unseal(sealed: string, row: string, ring: KeyRing = env().TOKEN_KEYS): string {
  const [version, keyId, ...encoded] = sealed.split(".");
  const [nonce, text, tag] = encoded.map((part) => Buffer.from(part, "base64url"));
  // Decoding is lenient: several spellings give the same bytes. Only the spelling that seal() writes is accepted.
  const canonical = encoded.every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
  if (
    version !== VERSION ||
    keyId === undefined ||
    encoded.length !== 3 ||
    !canonical ||
    !nonce ||
    !text ||
    tag?.length !== TAG_BYTES
  ) {
    throw new AppError("seal_broken", "a sealed text is not of the form that this version writes");
  }
  const key = ring.find((candidate) => candidate.id === keyId)?.key;
  if (!key)
    throw new AppError("seal_key_missing", `TOKEN_KEYS lacks the key "${keyId}" that a stored secret was sealed with`);

  try {
    const decipher = createDecipheriv("aes-256-gcm", keyObject(key), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(keyId, row));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    throw new AppError("seal_broken", "a sealed text was changed, or stands in a row that it was not sealed for");
  }
}

const keyObjects = new WeakMap<Buffer, KeyObject>();

/** The key as Node prefers it: with the bytes alone, sealing a token takes twice as long. */
function keyObject(key: Buffer): KeyObject {
  const object = keyObjects.get(key) ?? createSecretKey(key);
  keyObjects.set(key, object);
  return object;
}

/** The additional authenticated data: the format, the key and the row. */
function additionalData(keyId: string, row: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, row]));
}
