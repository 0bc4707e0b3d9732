import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** The id of the user with an email (in lower case), or null. */
export async function findUserIdByEmail(_staff: Staff, email: string): Promise<string | null> {
  const user = await db().user.findUnique({ where: { email }, select: { id: true } });
  return user?.id ?? null;
}
