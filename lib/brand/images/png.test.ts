import { expect, test } from "vitest";
import { cleanPng, isPng } from "@/lib/brand/images/png";
import { png } from "@/test/images";

test("a PNG keeps its picture, and loses texts, times and everything after its end", async () => {
  const plain = png(30, 10);
  const given = png(30, 10, {
    extra: [
      ["tEXt", Buffer.from("Author\0Aino")],
      ["eXIf", Buffer.from("60.1N 24.9E")],
    ],
    after: Buffer.from("<script>alert(1)</script>"),
  });
  const { content, ...rest } = await cleanPng(given);
  expect(rest).toEqual({ type: "png", width: 30, height: 10 });
  expect(Buffer.from(content).equals(plain)).toBe(true);
});

test("an interlaced PNG is accepted with exactly its pixels", async () => {
  // Passes of 3x2: one pixel, none, none, one of two columns, one row in the sixth, one row of three in the last.
  const rows = [1, 1, 1, 3].map((pixels) => Buffer.alloc(1 + pixels * 3));
  await expect(cleanPng(png(3, 2, { interlace: 1, pixels: Buffer.concat(rows) }))).resolves.toMatchObject({ width: 3 });
  await expect(cleanPng(png(3, 2, { interlace: 1 }))).rejects.toMatchObject({ problem: "png_broken" });
});

const whole = png(20, 20);
const changed = (at: number) => Buffer.from(whole.map((byte, index) => (index === at ? byte ^ 1 : byte)));

test.each([
  ["is cut off", whole.subarray(0, -20)],
  ["has only its beginning", whole.subarray(0, 8)],
  ["has a wrong check sum", changed(50)],
  ["has another type of colour", changed(25)],
  ["has fewer pixels than it says", png(20, 20, { pixels: Buffer.alloc(100) })],
  ["has more pixels than it says", png(20, 20, { pixels: Buffer.alloc(50_000_000) })],
])("a PNG that %s is refused", async (_, bytes) => {
  await expect(cleanPng(bytes)).rejects.toMatchObject({ problem: "png_broken" });
});

test("a PNG that is too wide is refused before its pixels are read", async () => {
  const wide = png(2_001, 1);
  await expect(cleanPng(wide)).rejects.toMatchObject({ problem: "png_too_wide" });
});

test("a file is known by its first bytes", () => {
  expect(isPng(whole)).toBe(true);
  expect(isPng(Buffer.from("<svg"))).toBe(false);
  expect(isPng(Buffer.alloc(0))).toBe(false);
});
