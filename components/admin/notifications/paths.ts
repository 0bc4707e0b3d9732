import type { Route } from "next";

/** The URL of the list of notifications with a query. Null and empty parameters are omitted. */
export function notificationsPath(query: Record<string, string | number | null> = {}): Route {
  const given = Object.entries(query).filter((entry) => entry[1] !== null && entry[1] !== "");
  if (given.length === 0) return "/admin/notifications";
  return `/admin/notifications?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** The URL of a notification. */
export function notificationPath(id: string): `/admin/notifications/${string}` {
  return `/admin/notifications/${id}`;
}
