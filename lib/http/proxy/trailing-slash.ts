/**
 * The same address without the slash at its end, for an address that has one. Next would redirect by itself, but also
 * the webhook, whose sender does not follow (next.config.mjs switches that off).
 * @param path the path of the request, percent-encoded
 * @param search the query of the request with its "?", or ""
 * @param appUrl our own origin: the redirect never leads anywhere else
 * @returns an absolute URL, or null when there is nothing to redirect
 */
export function withoutTrailingSlash(path: string, search: string, appUrl: string): string | null {
  if (path === "/" || !path.endsWith("/")) return null;
  // "//host" and "/\host" name another site where Next shortens a redirect to its path.
  const segments = path.split(/[/\\]+/).filter(Boolean);
  return `${appUrl}/${segments.join("/")}${search}`;
}
