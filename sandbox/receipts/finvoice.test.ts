import { readFileSync } from "node:fs";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { makeFinvoice } from "./finvoice.ts";
import { heroJsonSchema } from "./hero-json-schema.ts";
import { receiptKind } from "./kinds.ts";
import { makeHeroJson } from "./make-hero-json.ts";

type Element = { name: string; text: string; attributes: Record<string, string>; children: Element[] };

/** The tree of a document. Throws when it is not well-formed. */
function parse(xml: string): Element {
  const root: Element = { name: "", text: "", attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, text: "", attributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  const [document] = root.children;
  if (!document) throw new Error("no root element");
  return document;
}

const everyElement = (element: Element): Element[] => [element, ...element.children.flatMap(everyElement)];

/** The README's list: which children an element has, in the order of Finvoice's schema. */
const LISTED = new Map(
  [...readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/^- `(\w+)`: (.+)$/gm)].map(
    ([, name = "", children = ""]) => [name, [...children.matchAll(/`(\w+)`([?*]?)/g)]],
  ),
);

const childrenOf = (name: string) => {
  const children = LISTED.get(name) ?? [];
  return new RegExp(`^${children.map(([, child, often]) => `(${child} )${often}`).join("")}$`);
};

const make = (kind: (typeof receiptKind.options)[number], receiptId = "r-1", merchantName = "Kahvila Ääni") => {
  const receipt = makeHeroJson({ receiptId, receiptheroId: "c", merchantName, createdAt: 0, kind });
  return { receipt, xml: makeFinvoice(receiptId, heroJsonSchema.parse(receipt), "Aino Virtanen") };
};

test.each(receiptKind.options)("%s: the elements are those that the README lists, in its order", (kind) => {
  const finvoice = parse(make(kind).xml);
  expect(finvoice).toMatchObject({ name: "Finvoice", attributes: { Version: "3.0" } });
  for (const element of everyElement(finvoice)) {
    const children = element.children.map(({ name }) => `${name} `).join("");
    expect(children, element.name).toMatch(childrenOf(element.name));
  }
});

test("the README lists no element that is never written", () => {
  const written = new Set(
    receiptKind.options.flatMap((kind) => everyElement(parse(make(kind).xml)).map(({ name }) => name)),
  );
  const listed = [...LISTED].flatMap(([name, children]) => [name, ...children.map(([, child = ""]) => child)]);
  expect(listed.filter((name) => !written.has(name))).toEqual([]);
  expect(listed.length).toBeGreaterThan(60);
});

test("of every kind and with any id, the figures are the receipt's", () => {
  const anyReceipt = fc.record({ kind: fc.constantFrom(...receiptKind.options), receiptId: fc.string() });
  fc.assert(
    fc.property(anyReceipt, ({ kind, receiptId }) => {
      const { receipt, xml } = make(kind, receiptId);
      const elements = everyElement(parse(xml));
      /** The amounts of all elements of a name, in cents. */
      const cents = (name: string) =>
        elements.filter((element) => element.name === name).map(({ text }) => Number(text.replace(",", "")));
      expect(cents("InvoiceTotalVatIncludedAmount")).toEqual([receipt.totalPriceIncVAT]);
      expect(cents("InvoiceTotalVatExcludedAmount")).toEqual([receipt.totalPriceExcVAT]);
      expect(cents("InvoiceTotalVatAmount")).toEqual([receipt.totalVATAmount]);
      expect(cents("RowAmount")).toEqual(receipt.products.map(({ totalAmountIncVAT }) => totalAmountIncVAT));
      expect(cents("VatBaseAmount")).toEqual(receipt.vats.map(({ totalAmountExcVAT }) => totalAmountExcVAT));
      expect(cents("VatRateAmount")).toEqual(receipt.vats.map(({ totalVATAmount }) => totalVATAmount));
      const [paid = 0, rounding = 0] = [...cents("InvoicePaidAmount"), ...cents("InvoiceTotalRoundoffAmount")];
      expect(paid).toBe(receipt.totalPriceIncVAT + rounding);
      const currencies = elements.flatMap(({ attributes }) => attributes.AmountCurrencyIdentifier ?? []);
      expect(new Set(currencies)).toEqual(new Set([receipt.currencyISOCode]));
    }),
  );
});

test("with any name of the shop, it is well-formed and contains the name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 2, maxLength: 60 }), (name) => {
      const elements = everyElement(parse(make("purchase", name, name).xml));
      const shop = elements.find((element) => element.name === "SellerOrganisationName")?.text ?? "";
      const printable = name.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
      expect(shop.replaceAll(/[\r\n]/g, "")).toBe(printable.replaceAll("\n", ""));
    }),
    { numRuns: 50 },
  );
  const shop = everyElement(parse(make("purchase", "r", '<b a="1">&amp;</b>]]>').xml)).map(({ text }) => text);
  expect(shop).toContain('<b a="1">&amp;</b>]]>');
});

test("a return is a credit note that names its receipt", () => {
  const { receipt, xml } = make("return");
  const texts = Object.fromEntries(everyElement(parse(xml)).map(({ name, text }) => [name, text]));
  expect(texts).toMatchObject({
    InvoiceTypeCode: "INV02",
    InvoiceTypeText: "HYVITYSKUITTI",
    OriginalInvoiceNumber: receipt.originalReceiptNumber,
    PaymentStatusCode: "PAID",
    EpiInstructedAmount: "0,00",
    BuyerOrganisationName: "Aino Virtanen",
  });
});
