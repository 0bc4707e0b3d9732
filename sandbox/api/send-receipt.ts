import { randomUUID } from "node:crypto";
import type { Context, Handler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { FaultName } from "../faults/faults.ts";
import type { ApiEnv } from "../faults/play-fault.ts";
import type { Deliveries } from "../notifications/deliveries.ts";
import { receiptFormat } from "../receipts/formats.ts";
import { heroJsonSchema, type SentHeroJson } from "../receipts/hero-json-schema.ts";
import { findRecipients, type RecipientProblem, type RecipientToken, recipientToken } from "../receipts/recipients.ts";
import { sameSecret } from "../secrets.ts";
import type { Receipt } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

const LARGEST_BODY = 1024 * 1024;

/** How late the fault `late` delivers, by the sandbox clock. */
const LATE_MS = 60_000;

const envelope = z.strictObject({
  attributes: z.strictObject({ tokens: z.array(recipientToken).min(1) }),
  receipt: heroJsonSchema,
});

/** ReceiptHero's own spelling (section 2.3). */
type SendError = { error: string; decription: string };

const RECIPIENT_PROBLEMS: Record<RecipientProblem, string> = {
  invalid_token: "The value of a USER token is no working access token of this partner.",
  insufficient_scope: "The connection of a USER token does not cover receipt:write.",
};

/** Refuses a body above 1 MiB. */
export const limitSentReceipt = bodyLimit({
  maxSize: LARGEST_BODY,
  onError: (c) => refuse(c, 413, "too_large", "The body must be at most 1 MiB."),
});

/** `POST /api/v1/receipts/` (section 2.3): takes a receipt and brings it to the account's connections. */
export function takeReceipt(store: Store, deliveries: Deliveries): Handler<ApiEnv> {
  return async (c) => {
    store.change(({ counters }) => {
      counters.sendRequests += 1;
    });
    const key = /^Token +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    // The applications of one partner may share its key.
    const clients = store.state.clients.filter(({ apiKey }) => key !== undefined && sameSecret(apiKey, key));
    if (clients.length === 0) {
      return refuse(c, 401, "invalid_api_key", "Authorization must be Token and the API key.");
    }
    if (!/^application\/json\s*(;|$)/i.test(c.req.header("Content-Type") ?? "")) {
      return refuse(c, 415, "unsupported_media_type", "Content-Type must be application/json.");
    }

    const fault = c.get("fault");
    const refusal = faultRefusal(fault);
    if (refusal) return c.json(refusal, 400);
    const sent = readSent(await c.req.text());
    if ("errors" in sent) return c.json(oneOrMany(sent.errors), 400);
    const clientIds = clients.map(({ id }) => id);
    const found = findRecipients(store, clientIds, sent.tokens, sent.receipt);
    if ("problem" in found) return refuse(c, 400, found.problem, RECIPIENT_PROBLEMS[found.problem]);

    const shared = {
      receiptId: randomUUID(),
      merchantName: sent.receipt.merchant.name,
      createdAt: store.now(),
      kind: "purchase",
      content: sent.receipt,
      formats: [...receiptFormat.options],
    } satisfies Omit<Receipt, "receiptheroId">;
    const receipts = found.connections.map(({ receiptheroId }) => ({ ...shared, receiptheroId }));
    store.change(({ counters }) => {
      counters.receiptsTaken += 1;
      deliveries.add(receipts, fault === "late" ? LATE_MS : 0);
    });
    return c.json({ status: "received" });
  };
}

/** Reads HeroJSON, alone or in an envelope with tokens. */
function readSent(body: string): { tokens: RecipientToken[]; receipt: SentHeroJson } | { errors: SendError[] } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { errors: [{ error: "invalid_json", decription: "The body is no JSON." }] };
  }
  const isEnvelope = typeof value === "object" && value !== null && ("receipt" in value || "attributes" in value);
  if (!isEnvelope) {
    const bare = heroJsonSchema.safeParse(value);
    return bare.success ? { tokens: [], receipt: bare.data } : { errors: errorsOf(bare.error) };
  }
  const wrapped = envelope.safeParse(value);
  if (!wrapped.success) return { errors: errorsOf(wrapped.error) };
  return { tokens: wrapped.data.attributes.tokens, receipt: wrapped.data.receipt };
}

/** One error a member that is missing or wrong. They name the member and never quote it. */
function errorsOf({ issues }: z.ZodError): SendError[] {
  return issues.map(({ path, message }) => ({
    error: "invalid_field",
    decription: `${path.length === 0 ? "body" : path.map(String).join(".")}: ${message}`,
  }));
}

function faultRefusal(fault: FaultName | null): SendError | SendError[] | null {
  const error = { error: "rejected", decription: "ReceiptHero does not want this receipt." };
  if (fault === "rejected") return error;
  if (fault === "rejected-list") return [error, { error: "invalid_field", decription: "receipt.merchant: unknown" }];
  return null;
}

function oneOrMany(errors: SendError[]): SendError | SendError[] {
  const [first, ...more] = errors;
  return first && more.length === 0 ? first : errors;
}

function refuse(c: Context, status: 400 | 401 | 413 | 415, error: string, decription: string): Response {
  return c.json({ error, decription }, status);
}
