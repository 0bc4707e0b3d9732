import { expect, test } from "vitest";
import { drawCode } from "@/lib/receipts/draw-code";

const svgOf = (url: string | null) => Buffer.from(url?.split(",")[1] ?? "", "base64").toString();

test.each(["BARCODE", "QRCODE"] as const)("a %s is drawn black on white", (type) => {
  const url = drawCode({ type, data: "6430012345678" });
  expect(url).toMatch(/^data:image\/svg\+xml;base64,/);
  expect(svgOf(url)).toMatch(/^<svg [\s\S]+fill="#ffffff"[\s\S]+<path /);
});

test("another text is another code, and no text reaches the image", () => {
  expect(drawCode({ type: "QRCODE", data: "a" })).not.toBe(drawCode({ type: "QRCODE", data: "b" }));
  expect(svgOf(drawCode({ type: "BARCODE", data: "<script>" }))).not.toContain("script");
});

test("data that no scanner could read back is not drawn", () => {
  expect(drawCode({ type: "BARCODE", data: "ä" })).toBeNull();
  expect(drawCode({ type: "BARCODE", data: "a\nb" })).toBeNull();
  expect(drawCode({ type: "BARCODE", data: "x".repeat(49) })).toBeNull();
  expect(drawCode({ type: "QRCODE", data: "x".repeat(801) })).toBeNull();
  expect(drawCode({ type: "QRCODE", data: "ä日本" })).not.toBeNull();
});
