import "server-only";
import { z } from "zod";
import { MAX_SAVED_VIEWS } from "@/lib/connections/saved-views/create";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

export type SavedView = {
  id: string;
  name: string;
  /** The query of the list's address. */
  query: string;
  createdById: string;
  /** The email of its maker; null once that account is deleted. */
  createdBy: string | null;
};

/** The id of a saved view, as addresses and forms have it. */
export const savedViewId = z.string().regex(/^[\w-]{8}$/);

/** All saved views, by name. */
export function listSavedViews(_staff: Staff): Promise<SavedView[]> {
  return db().$queryRaw<SavedView[]>`
    SELECT s.id, s.name, s.query, s."createdById", u.email AS "createdBy"
      FROM "SavedView" s LEFT JOIN "User" u ON u.id = s."createdById"
     ORDER BY s.name COLLATE nordic, s.id LIMIT ${MAX_SAVED_VIEWS}::int`;
}
