import { Zip, ZipDeflate } from "fflate";

/** A file of an archive. `time` is when it was last changed; `isCompressed`: compressing it again gains nothing. */
export type ZipFile = { name: string; time: Date; content: Uint8Array; isCompressed: boolean };

/** The most bytes that are packed in one go, because other requests wait until then. */
const MAX_SLICE = 256 * 1024;

/** An archive that is packed while its files arrive. Each of its methods gives the next pieces of the archive. */
export function createZip() {
  const parts: Uint8Array[] = [];
  const archive = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  return {
    *add({ name, time, content, isCompressed }: ZipFile): Generator<Uint8Array> {
      const entry = new ZipDeflate(name, { level: isCompressed ? 0 : 6 });
      entry.mtime = time;
      archive.add(entry);
      let start = 0;
      do {
        const end = start + MAX_SLICE;
        entry.push(content.subarray(start, end), end >= content.byteLength);
        if (parts.length > 0) yield Buffer.concat(parts.splice(0));
        start = end;
      } while (start < content.byteLength);
    },
    *end(): Generator<Uint8Array> {
      archive.end();
      yield Buffer.concat(parts.splice(0));
    },
  };
}
