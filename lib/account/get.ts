import "server-only";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/** The user's own data, for the settings page. */
export async function getAccount({ id, email }: User) {
  const self = await db().user.findUniqueOrThrow({ where: { id }, select: { name: true, timeZone: true } });
  return { ...self, email };
}
