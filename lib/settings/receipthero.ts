import { z } from "zod";
import { explanations } from "./explanations.ts";
import { baseUrl, list, scopes, secureBaseUrl } from "./formats.ts";

const HOSTS =
  "In production they are `https://receipthero.io` and `https://api.receipthero.io`. Set both of them, or neither.";

/** ReceiptHero's servers, and the credentials that it gave the partner. */
export const receiptheroSettings = {
  RECEIPTHERO_PAGES_URL: secureBaseUrl.default("https://dev.receipthero.io").register(explanations, {
    description: `ReceiptHero's pages, on which account holders consent. ${HOSTS}`,
    unset: "`https://dev.receipthero.io`, ReceiptHero's development environment",
    example: "https://dev.receipthero.io",
  }),
  RECEIPTHERO_API_URL: secureBaseUrl.default("https://api.dev.receipthero.io").register(explanations, {
    description: `ReceiptHero's API. ${HOSTS}`,
    unset: "`https://api.dev.receipthero.io`, ReceiptHero's development environment",
    example: "https://api.dev.receipthero.io",
  }),
  RECEIPTHERO_CLIENT_ID: z.string().register(explanations, {
    description:
      "The client ID that ReceiptHero gave you. Register the redirect URL `APP_URL/api/receipthero/callback` with ReceiptHero.",
    unset: "the sandbox is started and used",
    source: "the client id that ReceiptHero gave you",
  }),
  RECEIPTHERO_CLIENT_SECRET: z.string().register(explanations, {
    description: "The client secret that ReceiptHero gave you.",
    unset: "the sandbox is started and used",
    source: "the client secret that ReceiptHero gave you",
  }),
  RECEIPTHERO_API_KEY: z.string().optional().register(explanations, {
    description:
      "The key for reading and sending receipts. With it, the server can also ask ReceiptHero whether a revocation that arrived late still applies.",
    unset: "receipts are neither read nor sent",
    source: "the partner app API key that ReceiptHero gave you",
  }),
  RECEIPTHERO_WEBHOOK_KEYS: z.string().default("").transform(list).register(explanations, {
    description:
      "The keys that ReceiptHero's notifications may carry after `Authorization: Token`, comma separated. Give ReceiptHero the webhook URL `APP_URL/api/receipthero/webhook`.",
    unset: "no notification is accepted",
    source: "the key agreed with ReceiptHero for its notifications",
  }),
  RECEIPT_GAP_HOURS: z.coerce
    .number("is not a number")
    .min(1, "is less than an hour")
    .max(720, "is more than 30 days")
    .default(24)
    .register(explanations, {
      description: "How many hours after its announcement a receipt that is not ready counts as overdue.",
      unset: "`24`",
      example: "24",
    }),
  NOTIFICATION_BODY_DAYS: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is less than a day")
    .max(3_650, "is more than ten years")
    .default(90)
    .register(explanations, {
      description:
        "How many days the body of a notification is kept at least. Bodies are deleted by the month: a month goes when its last day is this old. The notification itself stays, because it is what recognizes a repetition.",
      unset: "`90`",
      example: "90",
    }),
  RECEIPTHERO_SCOPES: scopes.optional().register(explanations, {
    description: "The permissions that a merchant may choose from: `receipt:read`, `receipt:write` or both.",
    unset: "`receipt:read`; with `RECEIPTHERO_API_KEY`, without which no receipt is sent, `receipt:read receipt:write`",
    example: "receipt:read receipt:write",
  }),
  RECEIPTHERO_PKCE: z.enum(["off", "S256"], "is neither off nor S256").default("S256").register(explanations, {
    description:
      "Whether authorization requests carry a PKCE code challenge (RFC 7636): `S256` or `off`. Without it, a thief can use a stolen code to connect its owner's receipts to another business. Set `off` only if ReceiptHero's server refuses the parameters.",
    unset: "`S256`",
    example: "off",
  }),
  RECEIPTHERO_SANDBOX_URL: baseUrl.optional().register(explanations, {
    description:
      "The URL of the sandbox's pages, if this server uses a sandbox. Every page then says so. `npm start` sets it.",
    unset: "no sandbox",
    example: "http://127.0.0.1:4000",
  }),
};
