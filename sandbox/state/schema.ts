import { z } from "zod";
import { receiptFormat } from "../receipts/formats.ts";
import { receiptKind } from "../receipts/kinds.ts";

// Times are milliseconds since 1970 by the sandbox clock, except a token's `iat`, which is seconds as in the JWT.
const milliseconds = z.number();

const card = z.object({ id: z.string(), label: z.string() });

const account = z.object({ id: z.string(), name: z.string(), email: z.string(), cards: z.array(card) });

const client = z.object({
  id: z.string(),
  secret: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  apiKey: z.string(),
  webhookUrl: z.string(),
  webhookKey: z.string(),
});

export const scope = z.enum(["receipt:read", "receipt:write"]);

/**
 * Partner-defined key-value pairs, as they came in the state parameter (receipthero-api.md section 1.1). Not a z.record,
 * which drops a key named `__proto__`.
 */
export const partnerMetadata = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);

const issuedToken = z.object({
  accessToken: z.string(),
  iat: z.number(),
  issuedAt: milliseconds,
  /** Whether the token before this one goes on working: the fault `old-token-lives`. */
  keepsFormer: z.boolean().default(false),
});

const connection = z.object({
  receiptheroId: z.string(),
  clientId: z.string(),
  accountId: z.string(),
  scopes: z.array(scope),
  cardIds: z.array(z.string()),
  partnerMetadata: partnerMetadata.nullable(),
  status: z.enum(["active", "removed"]),
  /** Newest last. Only the newest works (and what it keeps), and only while the connection is active. */
  tokens: z.array(issuedToken),
  createdAt: milliseconds,
  modifiedAt: milliseconds,
  removedAt: milliseconds.nullable(),
  removedBy: z.enum(["membership", "revocation", "webhook"]).nullable(),
});

/** The grant of an account holder. It becomes a connection when its code is exchanged. */
const grant = z.object({
  receiptheroId: z.string(),
  clientId: z.string(),
  accountId: z.string(),
  scopes: z.array(scope),
  cardIds: z.array(z.string()),
  partnerMetadata: partnerMetadata.nullable(),
});

const code = z.object({
  code: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string().nullable(),
  grant,
  issuedAt: milliseconds,
  expiresAt: milliseconds,
  usedAt: milliseconds.nullable(),
  tokenRequests: z.number(),
});

const consentVisit = z.object({
  id: z.string(),
  csrf: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(scope),
  state: z.string(),
  codeChallenge: z.string().nullable(),
  expiresAt: milliseconds,
});

const membershipVisit = z.object({
  id: z.string(),
  csrf: z.string(),
  receiptheroId: z.string(),
  redirectUri: z.string(),
  expiresAt: milliseconds,
});

const receipt = z.object({
  receiptId: z.string(),
  receiptheroId: z.string(),
  merchantName: z.string(),
  createdAt: milliseconds,
  /** The seed of its generated content, unless it has a content. */
  kind: receiptKind.default("purchase"),
  /** The JSON that it was sent with, or that a test gave it. Left out when its kind makes it. */
  content: z.unknown().optional(),
  /** The formats in which it can be read. */
  formats: z.array(receiptFormat).default(() => [...receiptFormat.options]),
});

/** A kind that was chosen when a receipt was announced, before there is a receipt. */
const announcedKind = z.object({ receiptId: z.string(), receiptheroId: z.string(), kind: receiptKind });

/** A sent receipt on its way to a connection of the account. */
const delivery = z.object({ receipt, dueAt: milliseconds });

const mail = z.object({
  id: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  receivedAt: milliseconds,
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
  html: z.string().nullable(),
});

/** The whole memory of the sandbox, and the content of `state.json`. */
export const sandboxState = z.object({
  version: z.literal(1),
  clockOffset: milliseconds,
  signingKey: z.string(),
  accounts: z.array(account),
  clients: z.array(client),
  connections: z.array(connection),
  codes: z.array(code),
  consentVisits: z.array(consentVisit),
  membershipVisits: z.array(membershipVisit),
  receipts: z.array(receipt),
  announcedKinds: z.array(announcedKind).default([]),
  deliveries: z.array(delivery).default([]),
  mails: z.array(mail),
  counters: z.object({
    tokenRequests: z.number(),
    revocationRequests: z.number(),
    revocationsDone: z.number(),
    revocationsNotFound: z.number(),
    redirectsFollowed: z.number(),
    sendRequests: z.number().default(0),
    receiptsTaken: z.number().default(0),
  }),
});

export type SandboxState = z.infer<typeof sandboxState>;
export type Account = z.infer<typeof account>;
export type Connection = z.infer<typeof connection>;
export type ConsentVisit = z.infer<typeof consentVisit>;
export type Delivery = z.infer<typeof delivery>;
export type Grant = z.infer<typeof grant>;
export type IssuedCode = z.infer<typeof code>;
export type Mail = z.infer<typeof mail>;
export type MembershipVisit = z.infer<typeof membershipVisit>;
export type PartnerMetadata = z.infer<typeof partnerMetadata>;
export type Receipt = z.infer<typeof receipt>;
export type Scope = z.infer<typeof scope>;
