import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { makeToken } from "../../test/import-lines.ts";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { expect, test } from "../fixtures/test.ts";

const PDF = Buffer.from("%PDF-1.7\n");
const LARGE = Buffer.concat([PDF, Buffer.alloc(400_000, "x")]);
const ID = "rh-streamed";

test("a receipt is streamed from ReceiptHero, and what breaks off there is whole nowhere", async ({ stack }) => {
  let respond = (_response: ServerResponse) => {};
  const receiptHero = createServer((_request, response) => respond(response));
  await once(receiptHero.listen(0, "127.0.0.1"), "listening");
  const address = `http://127.0.0.1:${(receiptHero.address() as AddressInfo).port}`;

  const journey = async (alone: typeof stack) => {
    const key = await addApiKey(alone, ["receipts:read"]);
    const { id } = await alone.database.row<{ id: string }>(
      `INSERT INTO "Merchant" (name) VALUES ('Kahvila Aamu Oy') RETURNING id`,
    );
    await alone.database.rows(
      `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
       VALUES ($1, $2, '', '{receipt:read}', '{}', $3)`,
      [ID, id, alone.seal(makeToken(ID), ID)],
    );
    await alone.database.rows(
      `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "readyAt") VALUES ($1, 'r', now())`,
      [ID],
    );
    const read = () => callApi(alone, `/connections/${ID}/receipts/r?format=hero_pdf`, { key });

    await test.step("a large one arrives while ReceiptHero still sends it", async () => {
      let rest = () => {};
      respond = (response) => {
        response.write(LARGE);
        rest = () => response.end(PDF);
      };
      const response = await read();
      expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "application/pdf"]);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      rest();
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.equals(Buffer.concat([LARGE, PDF]))).toBe(true);
    });

    await test.step("one that breaks off later breaks off here, with or without a known length", async () => {
      for (const length of [undefined, String(LARGE.length + 1)]) {
        respond = (response) => {
          if (length !== undefined) response.setHeader("Content-Length", length);
          response.write(LARGE, () => response.destroy());
        };
        const response = await read();
        expect(response.status).toBe(200);
        await expect(response.arrayBuffer()).rejects.toThrow();
      }
    });

    await test.step("one that breaks off at its beginning, or is another file, is a problem", async () => {
      respond = (response) => response.write(PDF, () => response.destroy());
      const broken = await read();
      expect([broken.status, (await broken.json()).code]).toEqual([503, "receipt_unavailable"]);
      respond = (response) => response.end("<!doctype html>");
      const other = await read();
      expect([other.status, (await other.json()).code]).toEqual([502, "receipt_unreadable"]);
    });
  };
  await withServerOfItsOwn(stack, journey, { RECEIPTHERO_API_URL: address });
  receiptHero.closeAllConnections();
  receiptHero.close();
});
