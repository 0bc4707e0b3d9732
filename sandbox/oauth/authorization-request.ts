import type { Client } from "../settings.ts";
import type { Scope } from "../state/schema.ts";

/** A valid authorization request. */
export type AuthorizationRequest = {
  client: Client;
  redirectUri: string;
  scopes: Scope[];
  state: string;
  codeChallenge: string | null;
};

/** `page`: tell the browser, redirect nowhere. `redirect`: RFC 6749 section 4.1.2.1 lets the partner know. */
export type AuthorizationProblem =
  | { to: "page"; message: string }
  | { to: "redirect"; redirectUri: string; state: string | null; error: string; description: string };

/** A longer authorization URL is refused with 414. */
export const LONGEST_URL = 2_000;

/** Checks the query of `GET /auth` against the known clients (receipthero-api.md section 1.1). */
export function parseAuthorizationRequest(
  query: URLSearchParams,
  clients: readonly Client[],
): { request: AuthorizationRequest } | { problem: AuthorizationProblem } {
  const clientId = exactlyOnce(query, "client_id");
  if (clientId === null) return page("client_id must be given exactly once.");
  const client = clients.find((candidate) => candidate.id === clientId);
  if (!client) return page("No partner application has this client_id.");

  const redirectUri = exactlyOnce(query, "redirect_uri");
  if (redirectUri === null) return page("redirect_uri must be given exactly once.");
  if (!client.redirectUris.includes(redirectUri)) {
    return page("This redirect_uri is not registered for the application. It must match letter by letter.");
  }

  const state = exactlyOnce(query, "state");
  const refuse = (error: string, description: string) => ({
    problem: { to: "redirect" as const, redirectUri, state, error, description },
  });
  if (state === null) return refuse("invalid_request", "state must be given exactly once.");

  const responseType = exactlyOnce(query, "response_type");
  if (responseType === null) return refuse("invalid_request", "response_type must be given exactly once.");
  if (responseType !== "code") return refuse("unsupported_response_type", "response_type must be code.");

  const scope = exactlyOnce(query, "scope");
  if (scope === null) return refuse("invalid_request", "scope must be given exactly once.");
  const scopes = parseScopes(scope);
  if (!scopes) return refuse("invalid_scope", "scope must be receipt:read, receipt:write, or both with one space.");

  const pkce = parseChallenge(query);
  if (pkce === "invalid") {
    return refuse("invalid_request", "code_challenge must be 43 Base64url characters with code_challenge_method=S256.");
  }

  return { request: { client, redirectUri, scopes, state, codeChallenge: pkce } };
}

/** The value of a parameter that must be there once and not empty, else null. */
export function exactlyOnce(query: URLSearchParams, name: string): string | null {
  const [first, ...more] = query.getAll(name);
  return first && more.length === 0 ? first : null;
}

function parseScopes(scope: string): Scope[] | null {
  const scopes: Scope[] = [];
  for (const word of scope.split(" ")) {
    if (word !== "receipt:read" && word !== "receipt:write") return null;
    if (scopes.includes(word)) return null;
    scopes.push(word);
  }
  return scopes;
}

/** PKCE is optional: null without it, "invalid" when it is there and is not what RFC 7636 asks for. */
function parseChallenge(query: URLSearchParams): string | null | "invalid" {
  if (!query.has("code_challenge") && !query.has("code_challenge_method")) return null;
  const challenge = exactlyOnce(query, "code_challenge");
  const isS256 = exactlyOnce(query, "code_challenge_method") === "S256";
  return isS256 && challenge !== null && /^[A-Za-z0-9_-]{43}$/.test(challenge) ? challenge : "invalid";
}

function page(message: string): { problem: AuthorizationProblem } {
  return { problem: { to: "page", message } };
}
