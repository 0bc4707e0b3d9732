import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { env } from "@/lib/env";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { storableJson } from "@/lib/receipthero/storable-json";

/** The notifications that ReceiptHero documents, receipthero-api.md section 2.1. */
export const REVOCATION = "oauth_authorization_revoke";
export const ANNOUNCEMENT = "transaction_notification";
export const READY = "receipt_notification";

/** From the pages for banks: a `receipt_notification` that brings the receipt along. It is treated as one. */
const FULL = "full_receipt_notification";

/** The field of a full notification that holds the whole receipt. We never keep receipts. */
const RECEIPT = "receipt_json";

/** How deep a notification may nest, without a receipt in it. Those of the documentation have three levels. */
const MAX_DEPTH = 32;

/** A line of text that PostgreSQL can keep. */
const printable = (max: number) => z.string().regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${max}}$`, "u"));

const receiptId = printable(255);

// ReceiptHero delivers a notification once, so an odd decoration never costs the rest (receipthero-api.md section 2.1). The
// code that reads a decoration checks it. The schemas see only the fields that identify a notification: copying an object
// of 2 MB of names takes longer than parsing it.
const anySchema = z.object({ notification_type: printable(100), receipthero_id: receiptheroIdSchema });
const receiptSchema = anySchema.extend({ receipt_id: receiptId });
const knownSchemas = { [REVOCATION]: anySchema, [ANNOUNCEMENT]: receiptSchema, [READY]: receiptSchema };

/** A notification as it is stored: what identifies it, and the whole body as it came. */
export type ReceivedNotification = {
  type: string;
  receiptheroId: string;
  receiptId: string | null;
  /** JSON, as it came where PostgreSQL can keep it: digits beyond JavaScript's and keys such as `__proto__` included. */
  payload: string;
  /** SHA-256 of the received bytes, in hex. It tells two notifications of an unknown type apart. */
  digest: string;
};

/** Why a body is no notification. The codes are stable, and answered with 400. */
export type BodyProblem = {
  code: "not_json" | "not_an_object" | "nested_too_deeply" | "invalid_notification";
  /** The fields that are missing or wrong. */
  fields?: string[];
};

let keyHashes: Buffer[] | undefined;

/**
 * Whether a request may notify us: its `Authorization` is `Token` and one of RECEIPTHERO_WEBHOOK_KEYS. Hashes are
 * compared, each with every key, so that the time it takes tells nothing of a key, its length included.
 */
export function isWebhookAuthorized(authorization: string | null): boolean {
  const [, given] = /^Token +(\S+)$/i.exec(authorization ?? "") ?? [];
  const digest = sha256(given ?? "");
  keyHashes ??= env().RECEIPTHERO_WEBHOOK_KEYS.map(sha256);
  const matches = keyHashes.filter((hash) => timingSafeEqual(hash, digest));
  return given !== undefined && matches.length > 0;
}

function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/**
 * Reads a notification, receipthero-api.md section 2.1. Of a type that we do not know only type and connection are
 * looked at: it is kept for people to read.
 * @param body the bytes of the request
 */
export function readNotification(body: Uint8Array): ReceivedNotification | BodyProblem {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    value = JSON.parse(text);
  } catch {
    return { code: "not_json" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { code: "not_an_object" };
  const holdsReceipt = Object.hasOwn(value, RECEIPT);
  if (holdsReceipt) Reflect.deleteProperty(value, RECEIPT);
  const kept = holdsReceipt ? write(value) : text;
  if (kept === null || isDeeperThan(kept, MAX_DEPTH)) return { code: "nested_too_deeply" };

  const type = typeOf(value);
  const schema = isKnownType(type) ? knownSchemas[type] : anySchema;
  const receipt_id = "receipt_id" in value ? value.receipt_id : undefined;
  const parsed = schema.safeParse({
    notification_type: type,
    receipthero_id: "receipthero_id" in value ? value.receipthero_id : undefined,
    receipt_id,
  });
  if (!parsed.success) return { code: "invalid_notification", fields: fieldsOf(parsed.error) };
  const { notification_type, receipthero_id } = parsed.data;
  const receipt = receiptId.safeParse(receipt_id);
  return {
    type: notification_type,
    receiptheroId: receipthero_id,
    receiptId: receipt.data ?? null,
    payload: storableJson(kept, value),
    digest: sha256(body).toString("hex"),
  };
}

/** Whether we know what a type of notification means. */
export function isKnownType(type: unknown): type is keyof typeof knownSchemas {
  return typeof type === "string" && Object.hasOwn(knownSchemas, type);
}

function typeOf(value: object): unknown {
  const type = "notification_type" in value ? value.notification_type : undefined;
  return type === FULL ? READY : type;
}

function fieldsOf(error: z.ZodError): string[] {
  return [...new Set(error.issues.map(({ path }) => path.map(String).join(".")))];
}

/**
 * Whether JSON nests deeper than so many objects and lists. It reads the text, because a walk through 2 MB of parsed names
 * takes longer than to parse them.
 */
function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (isInText && character === "\\") at++;
    else if (character === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    if (depth > limit) return true;
  }
  return false;
}

/** The JSON of a value, or null for one that nests too deeply to be written. */
function write(value: object): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
