import fc from "fast-check";
import { expect, test } from "vitest";
import { fileName, isFileFormat } from "@/lib/receipts/file-formats";

test("a file's name is harmless, whatever the receipt is called", () => {
  expect(fileName("93d22d66-f4bd", "pdf")).toBe("receipt-93d22d66-f4bd.pdf");
  expect(fileName("93d22d66-f4bd", "finvoice-xml")).toBe("receipt-93d22d66-f4bd-finvoice.xml");
  expect(fileName('../"; \r\nx: y', "finvoice-pdf")).toBe("receipt-x-y-finvoice.pdf");
  expect(fileName("ä", "pdf")).toBe("receipt.pdf");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (receiptId) => {
      expect(fileName(receiptId, "pdf")).toMatch(/^receipt(-[A-Za-z0-9]+)*-?\.pdf$/);
    }),
  );
  expect(["pdf", "constructor", "", undefined, "hero_pdf"].map(isFileFormat)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
