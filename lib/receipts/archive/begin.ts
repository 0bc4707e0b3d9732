import "server-only";
import { randomUUID } from "node:crypto";
import { db } from "@/lib/db/client";
import { beginStream } from "@/lib/export/stream";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";
import type { Reader } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { entryNames } from "@/lib/receipts/archive/entry-name";
import { failureWords } from "@/lib/receipts/archive/failure-words";
import { fetchAll } from "@/lib/receipts/archive/fetch-all";
import { endArchive, keepArchive, type Lease, takeArchive } from "@/lib/receipts/archive/lease";
import { createZip, type ZipFile } from "@/lib/receipts/archive/zip";
import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";
import { matches, type ReceiptFilter } from "@/lib/receipts/filter";
import { MAX_ARCHIVE_BYTES, MAX_ARCHIVE_RECEIPTS } from "@/lib/size-limits";

/** The lease is renewed with each file, and within a large one, because a slow client may need longer for it. */
const PIECES_PER_RENEWAL = 8;

type Item = { receiptId: string; shopName: string | null; firstSeenAt: Date };

/** Why no archive is made. `running`: the user's last one is not finished. */
export type ArchiveRefusal = "none" | "too_many" | "running";

/**
 * Starts the download of receipts of the user's merchant as a ZIP file, oldest first. Receipts that ReceiptHero does not
 * give are listed in a text file inside. They are requested only as fast as the client takes them.
 * @param left tells that the client has disconnected
 * @returns a stream of bytes, as `beginStream` makes it, or why there is none
 * @throws any database error before the first byte
 */
export async function beginArchive(
  reader: Reader,
  receiptheroId: string,
  filter: ReceiptFilter,
  format: FileFormat,
  left: AbortSignal,
): Promise<ReadableStream<Uint8Array> | ArchiveRefusal> {
  const items = await findReady(reader, receiptheroId, filter);
  if (items.length === 0) return "none";
  if (items.length > MAX_ARCHIVE_RECEIPTS) return "too_many";
  const describe = await failureWords();
  const lease = { reader, id: randomUUID() };
  if (!(await takeArchive(lease, receiptheroId, items.length))) return "running";
  const all = fetchAll(reader, receiptheroId, items, { format, maxBytes: MAX_ARCHIVE_BYTES, left });
  return beginStream(pack(lease, entriesOf(all, entryNames(format, filter.zone), format, describe)));
}

/** The receipts that can be fetched, and at most one more than an archive may have. */
async function findReady(reader: Reader, receiptheroId: string, filter: ReceiptFilter): Promise<Item[]> {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return [];
  const found = await db().$queryRaw<Item[]>`
    SELECT r."receiptId", r."shopName", r."firstSeenAt" FROM "Receipt" r JOIN "Connection" c USING ("receiptheroId")
     WHERE r."receiptheroId" = ${receiptheroId} AND r."readyAt" IS NOT NULL AND ${matches(filter)}
       AND c."merchantId" = ${reader.merchant.id}::uuid AND c.status = 'ACTIVE' AND 'receipt:read' = ANY (c.scopes)
     ORDER BY r."firstSeenAt", r."receiptId" LIMIT ${MAX_ARCHIVE_RECEIPTS + 1}`;
  return found.map((item) => ({ ...item, shopName: nameOrNull(item.shopName, MAX_SHOP_NAME) }));
}

/** A step of the archive: a file, if there is one, and the numbers of receipts handled and failed until then. */
type Entry = { file: ZipFile | null; done: number; failed: number };

async function* entriesOf(
  all: ReturnType<typeof fetchAll<Item>>,
  nameOf: ReturnType<typeof entryNames>,
  format: FileFormat,
  describe: Awaited<ReturnType<typeof failureWords>>,
): AsyncGenerator<Entry> {
  const isCompressed = fileFormats[format].mediaType === "application/pdf";
  const failures: string[] = [];
  let done = 0;
  for await (const { item, ...fetched } of all) {
    done++;
    let file: ZipFile | null = null;
    if ("problem" in fetched) failures.push(describe.line(item, fetched.problem));
    else file = { name: nameOf(item), time: item.firstSeenAt, content: fetched.content, isCompressed };
    yield { file, done, failed: failures.length };
  }
  if (failures.length === 0) return;
  const content = new TextEncoder().encode([describe.title(failures.length, done), "", ...failures, ""].join("\r\n"));
  const file = { name: describe.fileName, time: new Date(), content, isCompressed: false };
  yield { file, done, failed: failures.length };
}

/** Packs the archive, for as long as the download keeps its lease. */
async function* pack(lease: Lease, entries: AsyncGenerator<Entry>): AsyncGenerator<Uint8Array> {
  const archive = createZip();
  let isWhole = false;
  try {
    for await (const { file, done, failed } of entries) {
      let pieces = 0;
      for (const piece of file === null ? [null] : archive.add(file)) {
        if (pieces++ % PIECES_PER_RENEWAL === 0) await keepArchive(lease, done, failed);
        if (piece !== null) yield piece;
      }
    }
    yield* archive.end();
    isWhole = true;
  } finally {
    await endArchive(lease, isWhole);
  }
}
