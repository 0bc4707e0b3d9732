import { z } from "zod";
import { faultEndpoint, faultName } from "../faults/faults.ts";
import { receiptFormat } from "../receipts/formats.ts";
import { receiptKind } from "../receipts/kinds.ts";
import { redirectUri } from "../settings.ts";
import { partnerMetadata, scope } from "../state/schema.ts";

// Names of the wire format are written as on the wire (receipthero_id), the sandbox's own in camelCase. Times are ISO.
const text = z.string().min(1);
const time = z.iso.datetime();
const card = z.strictObject({ id: text, label: text });

export const nothing = z.strictObject({});

export const stateAnswer = z.strictObject({
  now: time,
  clockOffsetSeconds: z.number(),
  accounts: z.array(z.strictObject({ id: text, name: text, email: text, cards: z.array(card) })),
  clients: z.array(z.strictObject({ id: text, name: text, redirectUris: z.array(text), webhookUrl: text })),
  connections: z.array(
    z.strictObject({
      receipthero_id: text,
      clientId: text,
      accountId: text,
      accountName: text,
      scopes: z.array(text),
      cards: z.array(card),
      partner_metadata: partnerMetadata.nullable(),
      status: z.enum(["active", "removed"]),
      /** The token that works now, null when the connection is removed. */
      access_token: text.nullable(),
      tokens: z.array(z.strictObject({ access_token: text, iat: z.number(), issuedAt: time, valid: z.boolean() })),
      createdAt: time,
      modifiedAt: time,
      removedAt: time.nullable(),
      removedBy: z.enum(["membership", "revocation", "webhook"]).nullable(),
    }),
  ),
  codes: z.array(
    z.strictObject({
      code: text,
      clientId: text,
      receipthero_id: text,
      accountId: text,
      issuedAt: time,
      expiresAt: time,
      used: z.boolean(),
      usedAt: time.nullable(),
      tokenRequests: z.number(),
    }),
  ),
  receipts: z.array(
    z.strictObject({
      receipt_id: text,
      receipthero_id: text,
      merchant_name: text,
      /** Null when the receipt's content was sent or given. */
      kind: receiptKind.nullable(),
      formats: z.array(receiptFormat),
      createdAt: time,
    }),
  ),
  /** Sent receipts that have not reached a connection yet. */
  deliveries: z.array(z.strictObject({ receipt_id: text, receipthero_id: text, dueAt: time })),
  sending: z.strictObject({ requests: z.number(), taken: z.number() }),
  tokenRequests: z.number(),
  revocations: z.strictObject({ requests: z.number(), revoked: z.number(), notFound: z.number() }),
  redirectsFollowed: z.number(),
});

export const mailsAnswer = z.strictObject({
  mails: z.array(
    z.strictObject({
      id: text,
      url: text,
      from: z.string(),
      to: z.array(text),
      subject: z.string(),
      receivedAt: time,
      headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      text: z.string(),
      html: z.string().nullable(),
      links: z.array(text),
    }),
  ),
});

export const mailsDeletedAnswer = z.strictObject({ deleted: z.number() });

const MOST_AT_ONCE = 10_000;

export const connectionsRequest = z.strictObject({
  account: text,
  scopes: z.array(scope).min(1),
  count: z.int().min(1).max(MOST_AT_ONCE).default(1),
});

export const connectionsAnswer = z.strictObject({
  connections: z.array(z.strictObject({ receipthero_id: text, access_token: text })),
});

export const webhookRequest = z.strictObject({
  type: z.enum([
    "receipt_notification",
    "full_receipt_notification",
    "transaction_notification",
    "oauth_authorization_revoke",
  ]),
  receipthero_id: text,
  receipt_id: text.optional(),
  merchant_name: text.optional(),
  /** The receipt's kind. By default, the kind that its id begins with, or a purchase. */
  kind: receiptKind.optional(),
  /** The receipt's HeroJSON, right or wrong, in place of what its kind makes. */
  content: z.unknown().optional(),
  /** The formats in which the receipt can be read. */
  formats: z.array(receiptFormat).optional(),
  /** Sends oauth_authorization_revoke and leaves the connection as it is: a late or repeated notification. */
  keepConnection: z.boolean().default(false),
  /** Members of the body that are sent beside, or instead of, those that the type has. */
  members: z.record(z.string(), z.unknown()).default({}),
  /** Sends to the partner's address with a slash at its end. */
  trailingSlash: z.boolean().default(false),
});

export const webhookAnswer = z.strictObject({
  delivered: z.boolean(),
  /** The HTTP status of the partner's server, null when there was no answer. */
  status: z.number().nullable(),
  error: text.nullable(),
  receipt_id: text.nullable(),
  sent: z.record(z.string(), z.unknown()),
});

const fault = z.strictObject({
  endpoint: faultEndpoint,
  fault: faultName,
  times: z.number().nullable(),
  every: z.number(),
});

export const faultRequest = z.strictObject({
  fault: faultName,
  endpoint: faultEndpoint,
  times: z.int().min(1).optional(),
  every: z.int().min(1).default(1),
});

export const faultsAnswer = z.strictObject({ faults: z.array(fault) });

export const clearFaultsQuery = z.strictObject({ endpoint: faultEndpoint.optional() });

const LONGEST_ADVANCE_SECONDS = 10 * 365 * 24 * 3600;

export const clockRequest = z.strictObject({ advanceSeconds: z.number().min(0).max(LONGEST_ADVANCE_SECONDS) });

export const clockAnswer = z.strictObject({ now: time, clockOffsetSeconds: z.number() });

export const resetAnswer = z.strictObject({ reset: z.literal(true) });

export const clientRequest = z.strictObject({
  id: text,
  secret: text,
  name: text.optional(),
  redirectUris: z.array(redirectUri).min(1),
  webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
  webhookKey: text.optional(),
  apiKey: text.optional(),
});

export const clientAnswer = z.strictObject({
  id: text,
  name: text,
  redirectUris: z.array(text),
  webhookUrl: text,
  webhookKey: text,
  apiKey: text,
});
