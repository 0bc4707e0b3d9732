import { readSettings } from "./settings.ts";
import { type Sandbox, startSandbox } from "./start.ts";

// The addresses are never called: a test follows no redirect, it reads it.
export const CALLBACK = "http://localhost:3000/api/receipthero/callback";
export const MEMBERSHIP = "http://localhost:3000/api/receipthero/membership";

/** Starts a sandbox on free ports; `env` overrides its settings. */
export function startTestSandbox(env: Record<string, string> = {}): Promise<Sandbox> {
  return startSandbox(readSettings({ SANDBOX_PORT: "0", ...env }));
}

/** The address of a consent page; `changes` replaces parameters, null leaves one out. */
export function authorizationUrl(sandbox: Sandbox, changes: Record<string, string | null> = {}): string {
  const parameters = {
    response_type: "code",
    client_id: "sandbox-client",
    redirect_uri: CALLBACK,
    scope: "receipt:read receipt:write",
    state: encodeState({ message: "Hello" }),
    ...changes,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  return `${sandbox.pages}/auth?${new URLSearchParams(given)}`;
}

/** The state parameter of receipthero-api.md section 1.1. */
export function encodeState(state: unknown): string {
  return Buffer.from(JSON.stringify(state)).toString("base64");
}

/** Opens a page and answers its form like a browser would: checked boxes as they are, plus `fields`. */
export async function answerPage(
  sandbox: Pick<Sandbox, "pages">,
  url: string,
  fields: Record<string, string | string[]>,
): Promise<Response> {
  const opened = await fetch(url, { redirect: "manual" });
  const page = await opened.text();
  const path = new URL(url).pathname;
  const form = new URLSearchParams();
  for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
    const isSent = attribute("type") === "hidden" || /\schecked\b/.test(tag);
    if (isSent && !(attribute("name") in fields)) form.append(attribute("name"), attribute("value"));
  }
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) form.append(name, value);
  }
  return fetch(`${sandbox.pages}${path}`, { method: "POST", body: form, redirect: "manual" });
}

/** The query of the redirect that a response is. */
export function redirectQuery(response: Response): URLSearchParams {
  return new URL(response.headers.get("Location") ?? "http://none.invalid").searchParams;
}

/** Approves on the consent page, gives the code. */
export async function getCode(
  sandbox: Sandbox,
  changes: Record<string, string | null> = {},
  fields: Record<string, string | string[]> = {},
): Promise<string> {
  const response = await answerPage(sandbox, authorizationUrl(sandbox, changes), { decision: "approve", ...fields });
  return redirectQuery(response).get("code") ?? "";
}

/** Sends a token request as JSON; `changes` replaces fields, undefined leaves one out. */
export function requestToken(
  sandbox: Sandbox,
  code: string,
  changes: Record<string, unknown> = {},
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(`${sandbox.api}/api/oauth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    redirect: "manual",
    signal,
    body: JSON.stringify({
      grant_type: "authorization_code",
      code,
      client_id: "sandbox-client",
      client_secret: "sandbox-secret",
      redirect_uri: CALLBACK,
      ...changes,
    }),
  });
}

/**
 * The choices of an account holder who updates a connection: the account (Aino Virtanen unless `fields` names another) and
 * its newest active connection, if it has one.
 */
export async function updating(
  sandbox: Sandbox,
  { account = "acc-aino", ...fields }: Record<string, string> = {},
): Promise<Record<string, string>> {
  const { connections } = await seeState(sandbox);
  const newest = connections.findLast(({ accountId, status }) => accountId === account && status === "active");
  return { account, ...(newest && { [`connection:${account}`]: newest.receipthero_id }), ...fields };
}

/** Approves and exchanges the code, gives the access token. The account's connection is updated if there is one. */
export async function connect(sandbox: Sandbox, changes: Record<string, string | null> = {}): Promise<string> {
  const response = await requestToken(sandbox, await getCode(sandbox, changes, await updating(sandbox)));
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

/** The claims of a JWT, unverified. */
export function claimsOf(accessToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
}

/** Revokes the token, gives the response. */
export function revokeToken(sandbox: Sandbox, accessToken: string): Promise<Response> {
  return fetch(`${sandbox.api}/api/oauth/revoke`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${accessToken}` },
    redirect: "manual",
  });
}

/** Calls the control API with JSON, gives the status and the parsed answer. */
export async function control<T = Record<string, unknown>>(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const response = await fetch(`${sandbox.control}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

/** The part of `GET /state` that tests look at. */
export type StateSeen = {
  connections: {
    receipthero_id: string;
    accountId: string;
    status: string;
    access_token: string | null;
    cards: { id: string }[];
    tokens: { valid: boolean; access_token: string; iat: number }[];
    removedBy: string | null;
    partner_metadata: unknown;
  }[];
  codes: { code: string; used: boolean; tokenRequests: number }[];
  tokenRequests: number;
  revocations: { requests: number; revoked: number; notFound: number };
  redirectsFollowed: number;
};

/** The control API's state of everything. */
export async function seeState(sandbox: Sandbox): Promise<StateSeen> {
  return (await control<StateSeen>(sandbox, "GET", "/state")).body;
}
