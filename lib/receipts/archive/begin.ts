import "server-only";
import { randomUUID } from "node:crypto";
import { getFormatter, getTranslations } from "next-intl/server";
import { db } from "@/lib/db/client";
import { beginStream } from "@/lib/export/stream";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";
import type { Reader } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { entryNames } from "@/lib/receipts/archive/entry-name";
import { type ArchiveProblem, fetchAll } from "@/lib/receipts/archive/fetch-all";
import { endArchive, keepArchive, takeArchive } from "@/lib/receipts/archive/lease";
import { type ZipFile, zip } from "@/lib/receipts/archive/zip";
import type { FileFormat } from "@/lib/receipts/file-formats";
import { matches, type ReceiptFilter } from "@/lib/receipts/filter";

/** The most receipts of one archive. */
export const MAX_ARCHIVE_RECEIPTS = 500;

/** The most bytes of all files of an archive. ZIP without its extension for large files ends at 4 GB. */
const MAX_ARCHIVE_BYTES = 1024 ** 3;

type Item = { receiptId: string; shopName: string | null; firstSeenAt: Date };

/** Why no archive is made. `running`: the user's last one is not finished. */
export type ArchiveRefusal = "none" | "too_many" | "running";

/**
 * Starts the download of receipts of the user's merchant as a ZIP file, oldest first. Receipts that ReceiptHero does not
 * give are listed in a text file inside. They are requested only as fast as the client takes them.
 * @returns a stream of bytes, as `beginStream` makes it, or why there is none
 * @throws what the database throws before the first byte
 */
export async function beginArchive(
  reader: Reader,
  receiptheroId: string,
  filter: ReceiptFilter,
  format: FileFormat,
): Promise<ReadableStream<Uint8Array> | ArchiveRefusal> {
  const items = await findReady(reader, receiptheroId, filter);
  if (items.length === 0) return "none";
  if (items.length > MAX_ARCHIVE_RECEIPTS) return "too_many";
  const describe = await failureWords();
  const id = randomUUID();
  if (!(await takeArchive(reader.id, id, receiptheroId, items.length))) return "running";
  return beginStream(zip(leased(id, files(reader, receiptheroId, items, format, describe))));
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

async function* files(
  reader: Reader,
  receiptheroId: string,
  items: Item[],
  format: FileFormat,
  describe: Awaited<ReturnType<typeof failureWords>>,
): AsyncGenerator<Entry> {
  const nameOf = entryNames(format);
  const failures: string[] = [];
  let [done, bytes] = [0, 0];
  for await (const { item, ...fetched } of fetchAll(reader, receiptheroId, items, format)) {
    done++;
    bytes += "content" in fetched ? fetched.content.byteLength : 0;
    const problem = bytes > MAX_ARCHIVE_BYTES ? "too_large" : "problem" in fetched ? fetched.problem : null;
    if (problem !== null) failures.push(describe.line(item, problem));
    const isFile = "content" in fetched && problem === null;
    const file = isFile ? { name: nameOf(item), time: item.firstSeenAt, content: fetched.content } : null;
    yield { file, done, failed: failures.length };
  }
  if (failures.length === 0) return;
  const list = new TextEncoder().encode([describe.title(failures.length, done), "", ...failures, ""].join("\r\n"));
  yield { file: { name: describe.fileName, time: new Date(), content: list }, done, failed: failures.length };
}

async function* leased(id: string, entries: AsyncGenerator<Entry>): AsyncGenerator<ZipFile> {
  try {
    for await (const { file, done, failed } of entries) {
      if (!(await keepArchive(id, done, failed))) throw new Error("another download of this user has begun");
      if (file) yield file;
    }
  } finally {
    await endArchive(id);
  }
}

/** The words of the list of failures. They are read before the first byte, because later there is no request. */
async function failureWords() {
  const t = await getTranslations("receipts");
  const format = await getFormatter();
  return {
    fileName: t("archive.failures.fileName"),
    title: (count: number, total: number) => t("archive.failures.title", { count, total }),
    line({ receiptId, shopName, firstSeenAt }: Item, problem: ArchiveProblem | "too_large"): string {
      const reason =
        problem === "ended" || problem === "not_tried" || problem === "too_large"
          ? t(`archive.failures.${problem}`)
          : t(`problem.${problem}.title`);
      return [format.dateTime(firstSeenAt, "moment"), shopName ?? t("unnamed"), receiptId, reason].join(" | ");
    },
  };
}
