import "server-only";
import * as oauth from "oauth4webapi";
import { env } from "@/lib/env";

/** How long each request to the provider may take, in milliseconds. */
const TIMEOUT = 10_000;

/** The URL to which the provider sends the browser back. It must equal the registered one exactly. */
export function redirectUri(): string {
  return `${env().APP_URL}/api/auth/callback/oidc`;
}

/** The options for each request of oauth4webapi. The settings allow plain http only for an issuer on this machine. */
export function requestOptions() {
  return { [oauth.allowInsecureRequests]: true, signal: AbortSignal.timeout(TIMEOUT) };
}

/**
 * The provider's metadata (OpenID Connect Discovery section 4).
 * @throws the error of reading it, also when it names another issuer
 */
export async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, requestOptions()));
}
