import type { Route } from "next";
import type { SessionFilter } from "@/lib/connect-sessions/list";

/** The parameters of a filter in the URL of the list. */
export function sessionParameters(filter: Partial<SessionFilter>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The URL of the list of connect sessions with a filter. */
export function connectSessionsPath(filter: Partial<SessionFilter> = {}): Route {
  const query = new URLSearchParams(sessionParameters(filter));
  return query.size > 0 ? `/admin/connect-sessions?${query}` : "/admin/connect-sessions";
}
