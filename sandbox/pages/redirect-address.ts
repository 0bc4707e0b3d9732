/** The redirect URI, letter by letter as registered, with the parameters after it. */
export function withParameters(redirectUri: string, parameters: Record<string, string>): string {
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${new URLSearchParams(parameters)}`;
}
