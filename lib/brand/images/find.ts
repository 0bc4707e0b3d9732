import "server-only";
import { db } from "@/lib/db/client";

/**
 * Finds an image by the name of its file.
 * @param file `<hash>.svg` or `<hash>.png`, from anyone
 * @returns null when there is none
 * @throws any database error
 */
export async function findImage(file: string): Promise<{ type: "svg" | "png"; bytes: Uint8Array<ArrayBuffer> } | null> {
  const [, hash, wanted] = /^([0-9a-f]{64})\.(svg|png)$/.exec(file) ?? [];
  if (hash === undefined) return null;
  const found = await db().brandImage.findUnique({ where: { hash }, select: { type: true, content: true, png: true } });
  if (wanted === "svg") return found?.type === "svg" ? { type: "svg", bytes: found.content } : null;
  const bytes = found?.type === "png" ? found.content : found?.png;
  return bytes ? { type: "png", bytes } : null;
}
