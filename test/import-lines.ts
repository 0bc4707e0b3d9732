import { createHmac, randomUUID } from "node:crypto";

type LineFields = {
  access_token: string;
  external_id: string;
  business_name: string;
  [optional: string]: unknown;
};

/** An access token of the form that ReceiptHero's have. @param iat in seconds since 1970; undefined for none */
export function makeToken(receiptheroId: string, iat?: number | undefined): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const content = `${encode({ alg: "HS256" })}.${encode({ receipthero_id: receiptheroId, iat, jti: randomUUID() })}`;
  return `${content}.${createHmac("sha256", "a key of nobody").update(content).digest("base64url")}`;
}

/** The fields of a good line. */
export function lineOf(fields: Partial<LineFields> = {}): LineFields {
  return {
    access_token: makeToken(`rh-${randomUUID()}`, 1_700_000_000),
    external_id: `customer-${randomUUID()}`,
    business_name: "Kahvila Aamu Oy",
    ...fields,
  };
}

/** A body with a line for each value. */
export function ndjson(values: unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
