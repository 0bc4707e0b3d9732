import { decodeCursor } from "@/lib/db/keyset";
import { notificationFilterSchema } from "@/lib/notifications/filter";
import { NOTIFICATION_ORDER } from "@/lib/notifications/list";

/**
 * Reads the filter and the cursor of the list from a URL or a form. Invalid values are dropped, and the user is told.
 * @param given values by name; missing and empty values are ignored
 */
export function readQuery(given: Record<string, unknown>) {
  const asked = Object.fromEntries(notificationFilterSchema.keyof().options.map((name) => [name, given[name] || null]));
  const { data, error } = notificationFilterSchema.safeParse(asked);
  const refused = Object.fromEntries((error?.issues ?? []).map(({ path: [name] }) => [String(name), null]));
  const filter = data ?? notificationFilterSchema.parse({ ...asked, ...refused });
  const after = decodeCursor(NOTIFICATION_ORDER, given.after);
  const before = decodeCursor(NOTIFICATION_ORDER, given.before);
  const areCursors = (after || !given.after) && (before || !given.before);
  return { filter, position: { after, before }, isRefused: !data || !areCursors };
}
