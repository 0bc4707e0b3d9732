import "server-only";
import { rowOf as grantRow } from "@/lib/authorization/move/waiting-grant";
import { rowOf as endpointRow } from "@/lib/events/endpoints/secret";
import { rowOf as answerRow } from "@/lib/idempotent-calls/sealed-answer";
import { rowName as lineRow } from "@/lib/imports/row";
import { rowOf as receiptRow } from "@/lib/outgoing-receipts/sealed-body";

/** The primary key of a row, as texts in the order of the column's `key`. */
type RowKey = readonly [string, ...string[]];

/** A column with sealed texts. */
export type SealedColumn = {
  table: string;
  column: string;
  /** The primary key of the table, with the types of PostgreSQL. */
  key: readonly { name: string; type: "text" | "uuid" | "int" }[];
  /** The name for which a row's text is sealed. */
  rowName: (key: RowKey) => string;
};

const stateHash = [{ name: "stateHash", type: "text" }] as const;
const id = [{ name: "id", type: "uuid" }] as const;

/** All of them. A test compares this list with the database. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: "AuthorizationRequest", column: "sealedCodeVerifier", key: stateHash, rowName: ([hash]) => hash },
  { table: "AuthorizationRequest", column: "sealedGrant", key: stateHash, rowName: ([hash]) => grantRow(hash) },
  {
    table: "Connection",
    column: "sealedToken",
    key: [{ name: "receiptheroId", type: "text" }],
    rowName: ([receiptheroId]) => receiptheroId,
  },
  {
    table: "IdempotentCall",
    column: "sealedAnswer",
    key: [
      { name: "apiKeyId", type: "uuid" },
      { name: "keyHash", type: "text" },
    ],
    rowName: ([apiKeyId, keyHash = ""]) => answerRow({ apiKeyId, keyHash }),
  },
  {
    table: "ImportLine",
    column: "sealedLine",
    key: [
      { name: "importId", type: "uuid" },
      { name: "number", type: "int" },
    ],
    rowName: ([importId, number]) => lineRow(importId, Number(number)),
  },
  { table: "OutgoingReceipt", column: "sealedBody", key: id, rowName: ([own]) => receiptRow(own) },
  { table: "WebhookEndpoint", column: "sealedFormerSecret", key: id, rowName: ([own]) => endpointRow(own) },
  { table: "WebhookEndpoint", column: "sealedSecret", key: id, rowName: ([own]) => endpointRow(own) },
];
