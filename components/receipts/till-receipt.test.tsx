import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { renderToReadableStream } from "react-dom/server";
import { expect, test } from "vitest";
import { TillReceipt } from "@/components/receipts/till-receipt";
import { heroJsonSchema } from "@/lib/receipthero/hero-json/schema";
import messages from "@/messages/en";
import { anyHeroJson, worstHeroJson } from "@/test/any-hero-json";

const { paymentType } = messages.receipts.page;

/** The HTML of a document, or null when it is no receipt. */
async function draw(document: unknown): Promise<string | null> {
  const receipt = heroJsonSchema.safeParse(JSON.parse(JSON.stringify(document))).data;
  if (!receipt) return null;
  const stream = await renderToReadableStream(<TillReceipt receipt={receipt} receiptId="r-1" shopName={null} />, {
    onError(error) {
      throw error;
    },
  });
  await stream.allReady;
  return new Response(stream).text();
}

/** The text of a page, with one space between its parts. */
const textOf = (html: string | null) => (html ?? "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

test("the receipt of any document is drawn, without a value that is none", async () => {
  let drawn = 0;
  const see = async (document: unknown) => {
    const html = await draw(document);
    if (html === null) return;
    drawn++;
    expect(html).toContain("Receipt ID");
    expect(html).not.toMatch(/>\s*(?:undefined|NaN|null|\[object)/);
  };
  for (const document of worstHeroJson("token")) await see(document);
  await fc.assert(fc.asyncProperty(anyHeroJson("token"), see), { numRuns: 60 });
  expect(drawn).toBeGreaterThan(30);
}, 60_000);

test("each type of payment has its word, and any other type is shown as it is", async () => {
  const types = ["CARD", "CASH", "ONLINE", "GIFTCARD", "GIFT CARD", "VOUCHER", "MOBILEPAY", "CREDIT_TRANSFER", "OTHER"];
  const payments = [...types, "Lunch card"].map((type, index) => ({ type, amount: 100 + index }));
  const text = textOf(await draw({ payments }));
  for (const word of [...Object.values(paymentType), "Lunch card"]) expect(text).toContain(word);
  expect(text).toContain("Gift card €1.03 Gift card €1.04");
  expect(text).not.toMatch(/GIFT|CREDIT_/);
});

test("a missing value is named, and an odd one is left out", async () => {
  const text = textOf(
    await draw({
      products: [{ name: "", quantity: "2", quantityCode: "box", unitPriceIncVAT: 100, totalAmountIncVAT: 200 }],
      payments: [
        { type: "LOYALTY", amount: null },
        { type: "LOYALTY", amount: 1.5, attributes: { cardType: "Club" } },
        { type: "LOYALTY", amount: 1, attributes: { cardType: "Card" } },
      ],
      receiptTimeStamp: "2026-03-03T10:00:00",
    }),
  );
  expect(text).toContain("Item without a name €2.00 2 box × €1.00");
  expect(text).toContain("Loyalty points not stated Club not stated Card 1 point");
  expect(text).not.toContain("2026");
});

test.each(readdirSync("test/herojson").filter((name) => name.endsWith(".json")))(
  "the example %s is drawn",
  async (name) => {
    const html = await draw(JSON.parse(readFileSync(`test/herojson/${name}`, "utf8")));
    expect(html).toMatch(/Malli (?:Herkku )?Oy/);
  },
);
