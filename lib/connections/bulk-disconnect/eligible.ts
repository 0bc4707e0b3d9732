import "server-only";
import { matchesWithoutTags } from "@/lib/connections/search/conditions";
import { fromSelection, type Selection } from "@/lib/connections/selection";
import { tagInSearch } from "@/lib/notes/tag";
import { Prisma } from "@/prisma/generated/client";
import type { BulkAction } from "@/prisma/generated/enums";

/** SQL: whether a bulk action concerns the connection `c`. Disconnected and healthy connections get no reconnect link. */
export function eligible(action: BulkAction): Prisma.Sql {
  return action === "DISCONNECT"
    ? Prisma.sql`c.status = 'ACTIVE'`
    : Prisma.sql`(c.status = 'ACTIVE' AND c.health <> 'healthy')`;
}

/**
 * Whether a tag would choose the connections that a bulk action disconnects. Support changes tags, but disconnects
 * nothing.
 */
export function isChosenByTag(action: BulkAction, selection: Selection): boolean {
  const search = searchToDisconnect(action, selection);
  return search !== null && tagInSearch(search) !== null;
}

/**
 * FROM and WHERE of a query for the connections `c` that a bulk action selects. A search finds none by its tags alone if
 * they are to be disconnected. The caller writes the SELECT.
 */
export function fromBulkSelection(action: BulkAction, selection: Selection): Prisma.Sql {
  const selected = fromSelection(selection);
  const search = searchToDisconnect(action, selection);
  return search === null ? selected : Prisma.sql`${selected} AND ${matchesWithoutTags(search)}`;
}

function searchToDisconnect(action: BulkAction, selection: Selection): string | null {
  return action === "DISCONNECT" && "filter" in selection ? selection.filter.q : null;
}
