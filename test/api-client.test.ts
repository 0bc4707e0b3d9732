import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { api } from "@/lib/api/app";
import { describeApi } from "@/lib/api/document";

// The TypeScript client. `npm run api:client` rewrites its document and its types.

const FOLDER = new URL("../clients/typescript/", import.meta.url);

test("the client's document is the API's (otherwise run: npm run api:client)", async () => {
  const servers = [{ url: "https://connect.example.com/api/v1" }];
  const document = JSON.stringify({ ...describeApi(api, "Your company"), servers }, null, 2);
  await expect(`${document}\n`).toMatchFileSnapshot("../clients/typescript/openapi.json");
});

test("the client's types were made from its document (otherwise run: npm run api:client)", () => {
  const [document, types] = ["openapi.json", "schema.d.ts"].map((name) => readFileSync(new URL(name, FOLDER), "utf8"));
  const hash = createHash("sha256")
    .update(document ?? "")
    .digest("hex");
  expect(types?.split("\n")[0]).toBe(`// Made from openapi.json with SHA-256 ${hash}`);
});
