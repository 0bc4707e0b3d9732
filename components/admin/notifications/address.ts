/** The inbox's address with what is asked of it; what is null or empty is left out. */
export function inboxAddress(query: Record<string, string | number | null> = {}): string {
  const given = Object.entries(query).filter((entry) => entry[1] !== null && entry[1] !== "");
  if (given.length === 0) return "/admin/notifications";
  return `/admin/notifications?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
