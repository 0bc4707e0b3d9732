import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import type { MerchantInvitationLineState } from "@/prisma/generated/enums";

/**
 * A file of invitations and its exact progress.
 * @returns null when no file has this id
 */
export async function getInvitationFile(_staff: Staff, id: string) {
  if (!z.uuid().safeParse(id).success) return null;
  const [file, counts] = await Promise.all([
    db().merchantInvitationFile.findUnique({
      where: { id },
      select: { id: true, state: true, createdAt: true, finishedAt: true, uploadedById: true },
    }),
    countLines(id),
  ]);
  if (!file) return null;
  const { uploadedById, ...rest } = file;
  const uploader = await db().user.findUnique({ where: { id: uploadedById }, select: { email: true } });
  const total = counts.WAITING + counts.INVITED + counts.ALREADY_INVITED + counts.REFUSED;
  return {
    ...rest,
    uploadedBy: uploader?.email ?? null,
    counts,
    total,
    /** The lines that have a result. */
    handled: total - counts.WAITING,
  };
}

export type InvitationFile = NonNullable<Awaited<ReturnType<typeof getInvitationFile>>>;

async function countLines(id: string): Promise<Record<MerchantInvitationLineState, number>> {
  const rows = await db().$queryRaw<{ state: MerchantInvitationLineState; n: number }[]>`
    SELECT key AS state, sum(delta)::int AS n FROM "Counter"
     WHERE scope = 'invitation-file:' || ${id}::uuid GROUP BY key`;
  const none = { WAITING: 0, INVITED: 0, ALREADY_INVITED: 0, REFUSED: 0 };
  return Object.assign(none, Object.fromEntries(rows.map(({ state, n }) => [state, n])));
}
