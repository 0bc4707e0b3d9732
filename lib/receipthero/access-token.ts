import "server-only";
import { decodeJwt } from "jose";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import type { Scope } from "@/lib/receipthero/scopes";

/** An access token and the connection that it names. `issuedAt` is its claim `iat`, if that claim is a valid time. */
export type NamedToken = { accessToken: string; receiptheroId: string; issuedAt: Date | null };

/**
 * The response of the token endpoint. `scopes` lists the granted scopes, or is null if the response does not contain
 * them.
 */
export type AccessToken = NamedToken & { scopes: Scope[] | null };

/** The token endpoint returned a token that names no connection. We cannot use it, but it still grants access. */
export class UnusableTokenError extends AppError {
  readonly accessToken: string;

  constructor(accessToken: string) {
    super("bad_token", "ReceiptHero's access token does not name a connection");
    // Not enumerable, so that printing the error does not print the token.
    Object.defineProperty(this, "accessToken", { enumerable: false });
    this.accessToken = accessToken;
  }
}

/** A time in seconds stays below this number until the year 5138; a time in milliseconds has exceeded it since 1973. */
const MIN_MILLISECONDS = 100_000_000_000;

/** The last time with a four-digit year, in milliseconds since 1970. */
const LAST_TIME = 253_402_300_799_999;

const claimsSchema = z.object({
  receipthero_id: receiptheroIdSchema.optional().catch(undefined),
  // The documentation's sample token uses this spelling, receipthero-api.md section 1.3.
  receipt_hero_id: receiptheroIdSchema.optional().catch(undefined),
  iat: z.union([z.number(), z.string()]).optional().catch(undefined),
});

/**
 * Reads the claims of an access token. We cannot check its signature. We trust the token because it came directly from
 * the token endpoint (receipthero-api.md section 1.3). An unreadable `iat` or second spelling does not make a token
 * unusable (section 3, "a wide server").
 * @throws UnusableTokenError when the token is not a JWT or names no connection
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

/** Converts a text to a number; an ISO 8601 time becomes milliseconds. NaN for anything else. */
function readNumber(text: string): number {
  if (/^\d{1,16}(\.\d{1,16})?$/.test(text)) return Number(text);
  return z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : Number.NaN;
}
