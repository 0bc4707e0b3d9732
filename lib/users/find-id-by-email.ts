import "server-only";
import { db } from "@/lib/db/client";

/** The id of the person with an e-mail address (in lower case), or null. */
export async function findUserIdByEmail(email: string): Promise<string | null> {
  const person = await db().user.findUnique({ where: { email }, select: { id: true } });
  return person?.id ?? null;
}
