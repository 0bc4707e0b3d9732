import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "@hono/node-server";
import { expect } from "vitest";
import { api } from "@/lib/api/app";
import { env } from "@/lib/env";
import { connectWriter } from "@/test/connect";
import { addApiKey, addImport, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { makeReceipt } from "@/test/receipts";

// docs/api.md promises that each of its lines works.

const GUIDE = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
const LINES = [...GUIDE.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));

/** A line of the guide that calls the API, and the status that it promises: 200, unless a comment says otherwise. */
const CALLS = LINES.filter((line) => line.startsWith("curl ")).map((line) => ({
  line,
  status: / # (\d{3})$/.exec(line)?.[1] ?? "200",
}));

const run = promisify(execFile);

test("each line of the guide is answered as it says, in its order", async ({ database, sandbox }) => {
  env().API_RATE_LIMIT = 1_000;
  const user = await createOwner(database);
  const id = await connectWriter(sandbox, user);
  await makeReceipt(database, sandbox, id);
  const server = serve({ fetch: api.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((listening) => server.once("listening", listening));
  const folder = mkdtempSync(join(tmpdir(), "guide-"));
  const values: Record<string, string> = {
    API: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    KEY: await addApiKey(database),
    MERCHANT: user.merchant.id,
    CONNECTION: id,
    IMPORT: await addImport(database),
  };
  const script = LINES.map((line) => {
    const [, name = "", example] = /^([A-Z]+)=(.+)$/.exec(line) ?? [];
    if (example) return `${name}='${values[name]}'`;
    return line.replace(/^curl /, `curl -sS -o /dev/null -w '%{http_code}\\n' `).replace(/ -o receipt\.\w+/, "");
  });
  const { stdout } = await run("bash", ["--norc", "-c", script.join("\n")], { cwd: folder });
  rmSync(folder, { recursive: true });
  server.close();
  const statuses = stdout.trim().split("\n");
  expect(CALLS.map(({ line }, index) => ({ line, status: statuses[index] }))).toEqual(CALLS);
  expect(CALLS.length).toBeGreaterThan(20);
});

test("the session of docs/connect-sessions.md is created", async ({ database }) => {
  env().CONNECT_RETURN_ORIGINS = ["https://app.example.com"];
  const guide = readFileSync(new URL("../../docs/connect-sessions.md", import.meta.url), "utf8");
  const [, snippet = ""] = /^ +```sh\n(.*?)^ +```$/ms.exec(guide) ?? [];
  const server = serve({ fetch: api.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((listening) => server.once("listening", listening));
  const assigned = `API=http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1\nKEY=${await addApiKey(database, ["connect:write"])}\n`;
  const call = snippet.replace("curl ", "curl -sS --fail-with-body ");
  const { stdout } = await run("bash", ["--norc", "-c", assigned + call]);
  server.close();
  expect(JSON.parse(stdout)).toMatchObject({ status: "pending", url: expect.stringContaining("/connect?token=") });
});

test("the guide assigns each of its values once, before a line uses it", () => {
  for (const name of ["API", "KEY", "MERCHANT", "CONNECTION", "IMPORT"]) {
    const assigned = LINES.findIndex((line) => line.startsWith(`${name}=`));
    expect(assigned, name).toBeGreaterThanOrEqual(0);
    expect(
      LINES.findIndex((line) => line.includes(`$${name}`)),
      name,
    ).toBeGreaterThan(assigned);
  }
});
