import { expect, test } from "vitest";
import { drawSvg } from "@/lib/brand/images/draw";
import { cleanPng } from "@/lib/brand/images/png";
import { cleanSvg } from "@/lib/brand/images/svg";
import { SVG_LOGO } from "@/test/images";

const logo = cleanSvg(Buffer.from(SVG_LOGO));

test("an SVG is drawn in another thread, while this one goes on", async () => {
  let isDrawn = false;
  let turns = 0;
  const drawing = drawSvg(logo, "logo").finally(() => {
    isDrawn = true;
  });
  while (!isDrawn) {
    await new Promise((next) => setImmediate(next));
    turns += 1;
  }
  await expect(cleanPng(await drawing)).resolves.toMatchObject({ width: 640, height: 128 });
  expect(turns).toBeGreaterThan(1_000);
});

test("an SVG that takes too long is refused, and one that cannot be drawn as well", async () => {
  await expect(drawSvg(logo, "logo", 1)).rejects.toMatchObject({ problem: "svg_too_complex" });
  const broken = { ...logo, content: new Uint8Array(Buffer.from("no SVG")) };
  await expect(drawSvg(broken, "logo")).rejects.toMatchObject({ problem: "not_drawn" });
});
