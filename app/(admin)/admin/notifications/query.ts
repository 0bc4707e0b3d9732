import { notificationFilterSchema } from "@/lib/notifications/filter";
import { cursorSchema } from "@/lib/notifications/list";

const querySchema = notificationFilterSchema.extend({
  after: cursorSchema.nullable(),
  before: cursorSchema.nullable(),
});

/**
 * Reads the filter and the cursor of the list from a URL or a form. Invalid values are dropped, and the user is told.
 * @param given values by name; missing and empty values are ignored
 */
export function readQuery(given: Record<string, unknown>) {
  const asked = Object.fromEntries(querySchema.keyof().options.map((name) => [name, given[name] || null]));
  const parsed = querySchema.safeParse(asked);
  if (parsed.success) return { ...parts(parsed.data), isRefused: false };
  const refused = Object.fromEntries(parsed.error.issues.map(({ path: [name] }) => [String(name), null]));
  return { ...parts(querySchema.parse({ ...asked, ...refused })), isRefused: true };
}

function parts({ after, before, ...filter }: ReturnType<typeof querySchema.parse>) {
  return { filter, position: { after, before } };
}
