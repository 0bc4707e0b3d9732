import "server-only";
import { randomUUID } from "node:crypto";
import { exportAccount } from "@/lib/account/export/export";
import { endDownload, keepDownload, takeDownload } from "@/lib/account/export/lease";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { beginStream } from "@/lib/export/stream";
import type { Reader } from "@/lib/principal";

/**
 * Starts the download of all data of the user's merchant, and records the user.
 * @returns a stream of bytes, as `beginStream` makes it; null while another download of the same user is running
 * @throws any database error before the first byte
 */
export async function beginDownload(reader: Reader): Promise<ReadableStream<Uint8Array> | null> {
  const id = randomUUID();
  return (await takeDownload(reader.id, id)) ? beginStream(leased(reader, id), () => record(reader)) : null;
}

function record(reader: Reader): Promise<void> {
  const event = { actor: actorOf(reader), action: "merchant.exported", merchantId: reader.merchant.id } as const;
  return db().$transaction((tx) => recordAuditEvent(tx, event));
}

/** The export, for as long as the download keeps its lease. */
async function* leased(reader: Reader, id: string): AsyncGenerator<string> {
  try {
    for await (const part of exportAccount(reader)) {
      if (!(await keepDownload(reader, id))) {
        throw new Error("another download of this user has begun, or the user may no longer read the merchant");
      }
      yield part;
    }
  } finally {
    await endDownload(reader.id, id);
  }
}
