import { z } from "zod";
import { receiptIdSchema } from "@/lib/receipthero/id";

/** The last receipt of a page, from which the next page continues. */
export type ReceiptCursor = { firstSeenAt: Date; receiptId: string };

const cursorSchema = z.tuple([z.iso.datetime().transform((value) => new Date(value)), receiptIdSchema]);

/** Writes a cursor for a URL. */
export function writeCursor({ firstSeenAt, receiptId }: ReceiptCursor): string {
  return `${firstSeenAt.toISOString()} ${receiptId}`;
}

/** Reads a cursor from a URL. Any invalid value gives null, which means the first page. */
export function readCursor(value: unknown): ReceiptCursor | null {
  const [, time, id] = /^(\S+) (.+)$/su.exec(typeof value === "string" ? value : "") ?? [];
  const parsed = cursorSchema.safeParse([time, id]);
  return parsed.success ? { firstSeenAt: parsed.data[0], receiptId: parsed.data[1] } : null;
}
