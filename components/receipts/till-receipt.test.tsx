import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { renderToReadableStream } from "react-dom/server";
import { expect, test } from "vitest";
import { TillReceipt } from "@/components/receipts/till-receipt";
import { heroJsonSchema } from "@/lib/receipthero/hero-json/schema";
import { anyHeroJson, worstHeroJson } from "@/test/any-hero-json";

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

test.each(readdirSync("test/herojson").filter((name) => name.endsWith(".json")))(
  "the example %s is drawn",
  async (name) => {
    const html = await draw(JSON.parse(readFileSync(`test/herojson/${name}`, "utf8")));
    expect(html).toMatch(/Malli (?:Herkku )?Oy/);
  },
);
