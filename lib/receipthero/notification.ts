import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { storableJson } from "@/lib/receipthero/storable-json";

/** The documented types of notifications, receipthero-api.md section 2.1. */
export const REVOCATION = "oauth_authorization_revoke";
export const ANNOUNCEMENT = "transaction_notification";
export const READY = "receipt_notification";

/** Documented only for banks: a `receipt_notification` that contains the receipt. It is processed as one. */
const FULL = "full_receipt_notification";

/** The field of a full notification that contains the receipt. We never store receipts. */
const RECEIPT = "receipt_json";

/** The deepest accepted nesting of a notification, without the receipt. The documented ones have three levels. */
const MAX_DEPTH = 32;

/** A line of text that PostgreSQL can store. */
const printable = (max: number) => z.string().regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${max}}$`, "u"));

const receiptId = printable(255);

// ReceiptHero delivers a notification once, so an invalid optional field must not reject the rest (receipthero-api.md
// section 2.1). The code that reads such a field validates it. The schemas contain only the identifying fields, because
// copying an object with 2 MB of names takes longer than parsing it.
const anySchema = z.object({ notification_type: printable(100), receipthero_id: receiptheroIdSchema });
const receiptSchema = anySchema.extend({ receipt_id: receiptId });
const knownSchemas = { [REVOCATION]: anySchema, [ANNOUNCEMENT]: receiptSchema, [READY]: receiptSchema };

/** A notification as it is stored: its identifying fields, and the whole body as received. */
export type ReceivedNotification = {
  type: string;
  receiptheroId: string;
  receiptId: string | null;
  /**
   * The JSON as received, if PostgreSQL can store it. It keeps numbers that JavaScript would round, and keys such as
   * `__proto__`.
   */
  payload: string;
  /** SHA-256 of the received bytes, in hex. It distinguishes notifications of an unknown type. */
  digest: string;
};

/** Why a body is not a notification. The codes are stable. The response status is 400. */
export type BodyProblem = {
  code: "not_json" | "not_an_object" | "nested_too_deeply" | "invalid_notification";
  /** The missing or invalid fields. */
  fields?: string[];
};

/**
 * Reads a notification, receipthero-api.md section 2.1. For an unknown type only the type and the connection are
 * validated: the notification is stored for staff to read.
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
    digest: createHash("sha256").update(body).digest("hex"),
  };
}

/** Whether a type of notification is known. */
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
 * Whether JSON nests deeper than a limit. It scans the text, because walking 2 MB of parsed names takes longer than
 * parsing them.
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

/** The JSON of a value, or null if the value nests too deeply for JSON.stringify. */
function write(value: object): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
