import "server-only";
import { decodeJwt } from "jose";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import type { Scope } from "@/lib/receipthero/scopes";

/** An access token and the connection that it names. `issuedAt` is its claim `iat`, if the claim is a time. */
export type NamedToken = { accessToken: string; receiptheroId: string; issuedAt: Date | null };

/** What the token endpoint gave. `scopes` is what it says that it granted, or null if it does not say. */
export type AccessToken = NamedToken & { scopes: Scope[] | null };

/** The token endpoint answered with a token that names no connection. It is useless to us, but it still grants access. */
export class UnusableTokenError extends AppError {
  readonly accessToken: string;

  constructor(accessToken: string) {
    super("bad_token", "ReceiptHero's access token does not name a connection");
    // Not enumerable, so that nothing that prints the error prints the token.
    Object.defineProperty(this, "accessToken", { enumerable: false });
    this.accessToken = accessToken;
  }
}

/** No time in seconds reaches this number before the year 5138; a time in milliseconds has passed it since 1973. */
const MIN_MILLISECONDS = 100_000_000_000;

/** The last time that PostgreSQL and JavaScript write with a year of four digits, in milliseconds since 1970. */
const LAST_TIME = 253_402_300_799_999;

const claimsSchema = z.object({
  receipthero_id: receiptheroIdSchema.optional().catch(undefined),
  // The spelling in the documentation's own sample token, receipthero-api.md section 1.3.
  receipt_hero_id: receiptheroIdSchema.optional().catch(undefined),
  iat: z.union([z.number(), z.string()]).optional().catch(undefined),
});

/**
 * Reads the claims of an access token. We cannot check its signature: the token is trusted because it came straight
 * from the token endpoint (receipthero-api.md section 1.3). An `iat` or a second spelling that we cannot read does not
 * make a token useless (section 3, "a wide server").
 * @throws UnusableTokenError when the token is no JWT or names no connection
 */
export function readAccessToken(accessToken: string): NamedToken {
  try {
    const { receipthero_id, receipt_hero_id, iat } = claimsSchema.parse(decodeJwt(accessToken));
    const receiptheroId = receipthero_id ?? receipt_hero_id;
    if (receiptheroId !== undefined) return { accessToken, receiptheroId, issuedAt: readTime(iat) };
  } catch {
    // Falls through: all unusable tokens are handled alike.
  }
  throw new UnusableTokenError(accessToken);
}

/** Reads a time in seconds or milliseconds, as a number or as text, or an ISO 8601 text; null for anything else. */
function readTime(iat: number | string | undefined): Date | null {
  if (iat === undefined) return null;
  const number = typeof iat === "number" ? iat : readNumber(iat);
  const milliseconds = Math.trunc(number < MIN_MILLISECONDS ? number * 1_000 : number);
  return milliseconds >= 0 && milliseconds <= LAST_TIME ? new Date(milliseconds) : null;
}

/** A text as a number; an ISO 8601 time becomes milliseconds. Not a number for anything else. */
function readNumber(text: string): number {
  if (/^\d{1,16}(\.\d{1,16})?$/.test(text)) return Number(text);
  return z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : Number.NaN;
}
