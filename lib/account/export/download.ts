import "server-only";
import { randomUUID } from "node:crypto";
import { exportAccount } from "@/lib/account/export/export";
import { endDownload, keepDownload, takeDownload } from "@/lib/account/export/lease";
import { streamText } from "@/lib/http/stream";
import { log } from "@/lib/log";
import type { MerchantUser } from "@/lib/principal";

/**
 * Starts the download of all data of the user's merchant. Rows are read only as fast as the client takes them.
 * @returns a stream of bytes; null while another download of the same user is running. The stream fails if reading
 * fails midway, so nobody takes a partial file for a complete one
 * @throws what the database throws before the first byte
 */
export async function beginDownload(user: MerchantUser): Promise<ReadableStream<Uint8Array> | null> {
  const id = randomUUID();
  if (!(await takeDownload(user.id, id))) return null;
  const parts = exportAccount(user);
  try {
    return streamText(leased(user.id, id, await parts.next(), parts));
  } catch (error) {
    await endDownload(user.id, id);
    throw error;
  }
}

type Parts = ReturnType<typeof exportAccount>;

async function* leased(userId: string, id: string, first: Awaited<ReturnType<Parts["next"]>>, parts: Parts) {
  try {
    for (let next = first; !next.done; next = await parts.next()) {
      if (!(await keepDownload(userId, id))) throw new Error("another download of this user has begun");
      yield next.value;
    }
  } catch (error) {
    log.error({ err: error }, "a download of an account broke off");
    throw error;
  } finally {
    await parts.return(undefined);
    await endDownload(userId, id);
  }
}
