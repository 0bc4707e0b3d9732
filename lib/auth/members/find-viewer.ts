import "server-only";
import { cache } from "react";
import { findReader, findReaderOfConnection } from "@/lib/auth/members/find-reader";
import { orUnavailable } from "@/lib/auth/sessions/or-unavailable";
import { db } from "@/lib/db/client";
import type { User, Viewer } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

// Staff who view a merchant are never its members at the same time: as long as the view lasts, it decides.

/**
 * The user as a viewer of a merchant: one of staff who view it, or its reader. Null for anybody else.
 * @param merchantId from a path or a form, so it is untrusted
 * @throws AppError `storage_unavailable`
 */
export async function findViewer(user: User, merchantId: unknown): Promise<Viewer | null> {
  // PostgreSQL takes capitals in an id for the same.
  const id = typeof merchantId === "string" ? merchantId.toLowerCase() : null;
  return user.view?.merchant.id === id ? staffViewer(user) : findReader(user, merchantId);
}

/**
 * The user as a viewer of the merchant to which a connection belongs, or null. A missing connection gives null as well.
 * @param receiptheroId from a path or a form, so it is untrusted
 * @throws AppError `storage_unavailable`
 */
export async function findViewerOfConnection(user: User, receiptheroId: unknown): Promise<Viewer | null> {
  return (await ownsConnection(user.view?.merchant.id, receiptheroId))
    ? staffViewer(user)
    : findReaderOfConnection(user, receiptheroId);
}

/** Once per request, so that the page and its frame are of the same object. */
const staffViewer = cache((user: User): Viewer | null => {
  return user.view && ({ ...user, merchant: user.view.merchant, memberRole: null } as Viewer);
});

const ownsConnection = cache(async (merchantId: string | undefined, receiptheroId: unknown): Promise<boolean> => {
  const id = receiptheroIdSchema.safeParse(receiptheroId).data;
  if (merchantId === undefined || id === undefined) return false;
  return orUnavailable(
    db()
      .connection.count({ where: { receiptheroId: id, merchantId } })
      .then((count) => count > 0),
  );
});
