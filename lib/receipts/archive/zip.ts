import { Zip, ZipDeflate } from "fflate";

/** A file of an archive. `time` is when it was last changed. */
export type ZipFile = { name: string; time: Date; content: Uint8Array };

/** Packs files while they arrive, one after the other. */
export async function* zip(files: AsyncGenerator<ZipFile>): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  const archive = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for await (const { name, time, content } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = time;
    archive.add(entry);
    entry.push(content, true);
    yield* parts.splice(0);
  }
  archive.end();
  yield* parts.splice(0);
}
