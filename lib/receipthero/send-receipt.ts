import "server-only";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { measureCall } from "@/lib/metrics/calls";
import { type Posted, postOnce } from "@/lib/receipthero/post-once";

/** Names the recipient of a receipt, receipthero-api.md section 2.3. ReceiptHero knows the types. */
export type RecipientToken = { type: string; value: string; id?: string | undefined; namespace?: string | undefined };

/** One of ReceiptHero's own errors about a receipt. */
export type SendError = { error: string; description: string };

/**
 * The outcome of an attempt to send a receipt.
 * - `taken`: ReceiptHero has it.
 * - `refused`: ReceiptHero does not want it, for the reasons in `errors`. It would refuse it again.
 * - `not_taken`: ReceiptHero surely does not have it, and may take it later. `retryAfter` is in seconds.
 * - `unknown`: it was sent, and no answer says whether ReceiptHero has it.
 */
export type SendOutcome =
  | { as: "taken"; status: number }
  | { as: "refused"; status: number; errors: SendError[] }
  | { as: "not_taken"; problem: NotTaken; status: number | null; retryAfter: number | null }
  | { as: "unknown"; problem: "no_answer" | "unclear_answer"; status: number | null };

/** Why a receipt was not taken this time. */
type NotTaken = "not_reached" | "busy" | "unavailable" | "key_refused";

/** The statuses with which a server judges the receipt itself. */
const JUDGEMENTS = new Set([400, 409, 413, 422]);

/** A gateway that waited in vain: the server behind it may have taken the receipt. */
const GATEWAY_TIMEOUT = 504;

const MAX_ERRORS = 20;
const MAX_ERROR = 500;
const MIN_SECRET = 8;
const MAX_RETRY_AFTER = 24 * 60 * 60;

/**
 * The token that names the account holder of a connection with `receipt:write`. ReceiptHero's documentation says that
 * `USER` is for that, and no copy of it says what its value is (receipthero-api.md section 2.3): unconfirmed.
 */
export function userToken(accessToken: string): RecipientToken {
  return { type: "USER", value: accessToken };
}

/**
 * Sends a receipt once, receipthero-api.md section 2.3.
 * @param tokens the recipients. Without any, ReceiptHero finds the account holder by the card that paid
 * @param receipt HeroJSON
 * @param deadline aborts the request
 * @throws AppError `api_key_missing`; then nothing was sent
 */
export async function sendReceipt(
  tokens: RecipientToken[],
  receipt: unknown,
  deadline: AbortSignal,
): Promise<SendOutcome> {
  const { RECEIPTHERO_API_URL, RECEIPTHERO_API_KEY } = env();
  if (RECEIPTHERO_API_KEY === undefined) {
    throw new AppError("api_key_missing", "RECEIPTHERO_API_KEY is not set, and receipts cannot be sent without it");
  }
  const body = tokens.length > 0 ? { attributes: { tokens }, receipt } : receipt;
  const headers = { Authorization: `Token ${RECEIPTHERO_API_KEY}`, Accept: "application/json" };
  const posted = await measureCall(
    "outgoing_receipt",
    () => postOnce(`${RECEIPTHERO_API_URL}/api/v1/receipts/`, headers, JSON.stringify(body), deadline),
    (answer) => (answer.as === "answered" ? answer.status : null),
  );
  // A short value, such as a number, would also be found where it means something else.
  const values = tokens.map(({ value }) => value).filter(({ length }) => length >= MIN_SECRET);
  return outcomeOf(posted, [RECEIPTHERO_API_KEY, ...values]);
}

function outcomeOf(posted: Posted, secrets: string[]): SendOutcome {
  if (posted.as === "not_sent") return { as: "not_taken", problem: "not_reached", status: null, retryAfter: null };
  if (posted.as === "no_answer") return { as: "unknown", problem: "no_answer", status: null };
  const { status, headers, body } = posted;
  if (status >= 200 && status < 300) {
    // A page, such as one about maintenance, is not the answer of the API.
    const isPage = /^text\/html\b/i.test(headers["content-type"] ?? "");
    return isPage ? { as: "unknown", problem: "unclear_answer", status } : { as: "taken", status };
  }
  if (status === GATEWAY_TIMEOUT) return { as: "unknown", problem: "unclear_answer", status };
  if (JUDGEMENTS.has(status)) return { as: "refused", status, errors: readErrors(body, secrets) };
  return { as: "not_taken", problem: problemOf(status), status, retryAfter: readRetryAfter(headers["retry-after"]) };
}

function problemOf(status: number): NotTaken {
  if (status === 429) return "busy";
  return status === 401 || status === 403 ? "key_refused" : "unavailable";
}

/** The header in seconds (RFC 9110 section 10.2.3), or null. */
function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1_000);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER);
}

const text = z.string().catch("");
const errorSchema = z
  .object({ error: text, decription: text, description: text })
  .transform(({ error, decription, description }) => ({ error, description: decription || description }));
const errorsSchema = z.union([z.array(errorSchema), errorSchema.transform((one) => [one])]);

/** ReceiptHero's errors, cleaned for a page: printable, bounded, and without what we sent to prove ourselves. */
function readErrors(body: string | null, secrets: string[]): SendError[] {
  let value: unknown;
  try {
    value = JSON.parse(body ?? "");
  } catch {
    return [];
  }
  const errors = (errorsSchema.safeParse(value).data ?? [])
    .slice(0, MAX_ERRORS)
    .map(({ error, description }) => ({ error: clean(error, secrets), description: clean(description, secrets) }))
    .filter(({ error, description }) => error !== "" || description !== "");
  // Each once.
  return [...new Map(errors.map((each) => [JSON.stringify(each), each])).values()];
}

function clean(given: string, secrets: string[]): string {
  const without = secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), given.slice(0, 10 * MAX_ERROR));
  const printable = without
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu, " ")
    .replaceAll(/\s+/g, " ");
  return [...printable.trim()].slice(0, MAX_ERROR).join("");
}
