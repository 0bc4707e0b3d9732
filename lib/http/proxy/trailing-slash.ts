/**
 * Removes the trailing slash of a URL. Next can do this itself, but would also redirect the webhook, whose sender does
 * not follow redirects (next.config.mjs switches it off).
 * @param path the path of the request, percent-encoded
 * @param search the query of the request with its "?", or ""
 * @param appUrl our own origin: the redirect never leaves it
 * @returns an absolute URL, or null when there is no trailing slash
 */
export function withoutTrailingSlash(path: string, search: string, appUrl: string): string | null {
  if (path === "/" || !path.endsWith("/")) return null;
  // "//host" and "/\host" name another site if Next shortens a redirect to its path.
  const segments = path.split(/[/\\]+/).filter(Boolean);
  return `${appUrl}/${segments.join("/")}${search}`;
}
