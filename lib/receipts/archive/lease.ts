import "server-only";
import { stillReads } from "@/lib/auth/members/still-reads";
import { db } from "@/lib/db/client";
import type { Reader } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/**
 * How long a download that stalls blocks the next one, in seconds. It is a lease, as for an account's download
 * (docs/decisions/0020-account-downloads.md).
 */
const LEASE_SECONDS = 60;

/** How far the last download of a user is. `broken`: its server crashed, or its reader stalled for too long. */
export type ArchiveProgress = {
  id: string;
  total: number;
  done: number;
  failed: number;
  state: "running" | "finished" | "broken";
};

/** The right of a user's download to be the only one. `id` is a UUID of this download. */
export type Lease = { reader: Reader; id: string };

/**
 * Starts the only download of several receipts of a user, across all servers.
 * @returns whether it may start; false while another one is running
 */
export async function takeArchive({ reader, id }: Lease, receiptheroId: string, total: number): Promise<boolean> {
  const taken = await db().$executeRaw`
    INSERT INTO "ReceiptDownload" AS other ("userId", id, "receiptheroId", total, "expiresAt")
    VALUES (${reader.id}::uuid, ${id}::uuid, ${receiptheroId}, ${total}::int, now() + make_interval(secs => ${LEASE_SECONDS}::int))
    ON CONFLICT ("userId") DO UPDATE
      SET id = excluded.id, "receiptheroId" = excluded."receiptheroId", total = excluded.total, done = 0, failed = 0,
          "expiresAt" = excluded."expiresAt", "finishedAt" = NULL
    WHERE other."finishedAt" IS NOT NULL OR other."expiresAt" <= now()`;
  return taken > 0;
}

/**
 * Records how many receipts were handled and how many of them failed, and renews the lease.
 * @throws if another download has started because this one stalled for too long, or if the user no longer belongs to the
 * merchant
 */
export async function keepArchive({ reader, id }: Lease, done: number, failed: number): Promise<void> {
  const kept = await db().$executeRaw`
    UPDATE "ReceiptDownload"
       SET done = ${done}::int, failed = ${failed}::int, "expiresAt" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
     WHERE "userId" = ${reader.id}::uuid AND id = ${id}::uuid AND ${stillReads(reader)}`;
  if (kept === 0) {
    throw new Error("another download of this user has begun, or the user may no longer read the merchant");
  }
}

/**
 * Releases the lease.
 * @param isWhole whether the client took everything. Otherwise the download broke off
 */
export async function endArchive({ reader, id }: Lease, isWhole: boolean): Promise<void> {
  // The column would round now() to milliseconds, possibly up, and the lease would seem to last a moment longer.
  await db().$executeRaw`
    UPDATE "ReceiptDownload" SET "expiresAt" = date_trunc('milliseconds', now()), "finishedAt" = CASE WHEN ${isWhole} THEN now() END
     WHERE "userId" = ${reader.id}::uuid AND id = ${id}::uuid`;
}

/** How far the user's last download from a connection of the merchant is; null when there is none. */
export async function getArchiveProgress(reader: Reader, receiptheroId: string): Promise<ArchiveProgress | null> {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const [progress] = await db().$queryRaw<ArchiveProgress[]>`
    SELECT d.id, total, done, failed,
           CASE WHEN "finishedAt" IS NOT NULL THEN 'finished' WHEN "expiresAt" <= now() THEN 'broken' ELSE 'running' END AS state
      FROM "ReceiptDownload" d JOIN "Connection" c USING ("receiptheroId")
     WHERE "userId" = ${reader.id}::uuid AND "receiptheroId" = ${receiptheroId} AND c."merchantId" = ${reader.merchant.id}::uuid`;
  return progress ?? null;
}
