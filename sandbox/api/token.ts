import type { Context, Handler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { ApiEnv } from "../faults/play-fault.ts";
import { redeemCode } from "../oauth/codes.ts";
import { applyGrant } from "../oauth/connections.ts";
import { issueToken } from "../oauth/tokens.ts";
import { sameSecret } from "../secrets.ts";
import type { Store } from "../state/store.ts";
import { grantsLess, tokenFaultOf, tokenResponse } from "./token-response.ts";

const LARGEST_BODY = 64 * 1024;

const parameter = z.string().min(1);

// Unknown parameters are ignored (RFC 6749 section 3.2).
const tokenRequest = z.object({
  grant_type: parameter,
  code: parameter,
  client_id: parameter,
  client_secret: parameter,
  redirect_uri: parameter,
  code_verifier: parameter.optional(),
});

/** Refuses a body above 64 KiB. */
export const limitTokenBody = bodyLimit({
  maxSize: LARGEST_BODY,
  onError: (c) => refuse(c, 413, "invalid_request", "The body must be at most 64 KiB."),
});

/** `POST /api/oauth/token`: a code becomes an access token (section 1.3); errors as in RFC 6749 section 5.2. */
export function exchangeCode(store: Store): Handler<ApiEnv> {
  return async (c) => {
    store.change(({ counters }) => {
      counters.tokenRequests += 1;
    });
    const kind = bodyKind(c.req.header("Content-Type"));
    if (!kind) {
      return refuse(c, 415, "invalid_request", "Send application/json or application/x-www-form-urlencoded.");
    }
    const body = await c.req.text();
    const fields = kind === "json" ? parseJson(body) : parseForm(body);
    if (!fields) return refuse(c, 400, "invalid_request", "The body cannot be read, or repeats a parameter.");
    countRequest(store, fields.code);

    const parsed = tokenRequest.safeParse(fields);
    if (!parsed.success) {
      const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
      return refuse(c, 400, "invalid_request", `Missing or not a text: ${names.join(", ")}.`);
    }
    const request = parsed.data;
    const client = store.state.clients.find((candidate) => candidate.id === request.client_id);
    if (!client || !sameSecret(client.secret, request.client_secret)) {
      return refuse(c, 401, "invalid_client", "client_id or client_secret is wrong.");
    }
    if (request.grant_type !== "authorization_code") {
      return refuse(c, 400, "unsupported_grant_type", "grant_type must be authorization_code.");
    }

    const fault = c.get("fault");
    const ignoresPkce = fault === "pkce-400" || fault === "pkce-422";
    if (ignoresPkce && request.code_verifier !== undefined) {
      return refuse(c, fault === "pkce-400" ? 400 : 422, "invalid_request", "code_verifier is not a known parameter.");
    }

    // One change: a code that is used up and its token are kept together, or neither.
    const outcome = store.change(() => {
      const proof = {
        code: request.code,
        clientId: client.id,
        redirectUri: request.redirect_uri,
        codeVerifier: request.code_verifier ?? null,
        ignoresPkce,
      };
      const result = redeemCode(store, proof);
      if ("refusal" in result) return result;
      const { grant } = result.redeemed;
      const connection = applyGrant(store, grantsLess(fault) ? { ...grant, scopes: ["receipt:write"] } : grant);
      const accessToken = issueToken(store, connection, tokenFaultOf(fault), fault === "old-token-lives");
      return { accessToken, scopes: connection.scopes };
    });
    if ("refusal" in outcome) return refuse(c, 400, "invalid_grant", outcome.refusal);
    return c.json(tokenResponse(outcome.accessToken, outcome.scopes, fault));
  };
}

function bodyKind(contentType: string | undefined): "json" | "form" | null {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase();
  if (mediaType === "application/json") return "json";
  return mediaType === "application/x-www-form-urlencoded" ? "form" : null;
}

function parseJson(body: string): Record<string, unknown> | null {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function parseForm(body: string): Record<string, unknown> | null {
  const parameters = [...new URLSearchParams(body)];
  const names = new Set(parameters.map(([name]) => name));
  return names.size === parameters.length ? Object.fromEntries(parameters) : null;
}

function countRequest(store: Store, code: unknown): void {
  const issued = store.state.codes.find((candidate) => candidate.code === code);
  if (!issued) return;
  store.change(() => {
    issued.tokenRequests += 1;
  });
}

function refuse(c: Context, status: 400 | 401 | 413 | 415 | 422, error: string, description: string): Response {
  return c.json({ error, error_description: description }, status);
}
