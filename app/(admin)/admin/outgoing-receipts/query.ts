import { z } from "zod";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { publicStates } from "@/lib/outgoing-receipts/filter";
import type { StaffFilter } from "@/lib/outgoing-receipts/list";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

const state = z.enum(publicStates);

/**
 * Reads the filter and the cursor of the list from a URL or a form. Invalid values are dropped, and the user is told.
 * @param given values by name; missing and empty values are ignored
 */
export function readQuery(given: Record<string, unknown>) {
  const text = (name: string) => (typeof given[name] === "string" ? given[name].trim() : given[name]) || null;
  // The ID of a receipt has this form too.
  const filter: StaffFilter = {
    state: state.safeParse(text("state")).data ?? null,
    q: receiptheroIdSchema.safeParse(text("q")).data ?? null,
  };
  const after = decodeCursor(NEWEST_FIRST, given.after);
  const isRefused = [
    [filter.state, text("state")],
    [filter.q, text("q")],
    [after, text("after")],
  ].some(([read, asked]) => read === null && asked !== null);
  return { filter, after, isRefused };
}
