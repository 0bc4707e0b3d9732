import { expect, test } from "vitest";
import { beginStream } from "@/lib/export/stream";

/** A generator that counts the pieces that were taken from it, and notes that it ended. */
function counted(pieces: number, failAt?: number) {
  const seen = { taken: 0, isEnded: false };
  async function* parts() {
    try {
      for (let piece = 1; piece <= pieces; piece++) {
        if (piece === failAt) throw new Error("the database went away");
        seen.taken = piece;
        yield `piece ${piece}\n`;
      }
    } finally {
      seen.isEnded = true;
    }
  }
  return { seen, parts: parts() };
}

const done = { done: true, value: undefined };

test("pieces are generated as they are taken, and the generator ends when nobody takes them", async () => {
  const { seen, parts } = counted(100);
  const reader = (await beginStream(parts)).getReader();
  for (let read = 0; read < 3; read++) await reader.read();
  // A stream reads one piece ahead.
  expect(seen).toEqual({ taken: expect.toSatisfy((taken) => taken === 3 || taken === 4), isEnded: false });
  const { taken } = seen;
  await reader.cancel();
  expect(await reader.read()).toEqual(done);
  expect(seen).toEqual({ taken, isEnded: true });
});

test("all pieces arrive in order, and a record is made once, before they are sent", async () => {
  const { seen, parts } = counted(3);
  const records: number[] = [];
  const stream = await beginStream(parts, async () => {
    records.push(seen.taken);
  });
  expect(records).toEqual([1]);
  expect(await new Response(stream).text()).toBe("piece 1\npiece 2\npiece 3\n");
  expect(records).toEqual([1]);
});

test("an export that fails before its first piece is no file, and is not recorded", async () => {
  let isRecorded = false;
  const begun = beginStream(counted(3, 1).parts, async () => {
    isRecorded = true;
  });
  await expect(begun).rejects.toThrow("the database went away");
  expect(isRecorded).toBe(false);
});

test("an export that cannot be recorded is not sent", async () => {
  const { seen, parts } = counted(3);
  await expect(beginStream(parts, () => Promise.reject(new Error("not recorded")))).rejects.toThrow("not recorded");
  expect(seen.isEnded).toBe(true);
});

test("a file that fails midway breaks off, and does not end as if it were whole", async () => {
  const { seen, parts } = counted(3, 3);
  await expect(new Response(await beginStream(parts)).text()).rejects.toThrow("the database went away");
  expect(seen).toEqual({ taken: 2, isEnded: true });
});
