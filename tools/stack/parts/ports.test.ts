import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort, { clearLockedPorts } from "get-port";
import { expect, test } from "vitest";
import { choosePorts, requirePort } from "./ports.ts";

test("ports stay the same from start to start, until another program has one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ports-"));
  const file = join(folder, "ports.json");
  // A start is a process of its own. get-port gives no port twice within one.
  const choose = (preferred: Record<"pages" | "api" | "smtp", number>) => {
    clearLockedPorts();
    return choosePorts(file, preferred, reserved);
  };
  const [preferred, reserved] = [await getPort(), await getPort()];
  const first = await choose({ pages: preferred, api: reserved, smtp: 0 });
  expect(first.pages).toBe(preferred);
  expect(new Set([...Object.values(first), reserved]).size).toBe(4);
  expect(await choose({ pages: 0, api: 0, smtp: 0 })).toEqual(first);

  const other = createServer().listen(first.pages, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const second = await choose({ pages: preferred, api: 0, smtp: 0 });
  expect(second.pages).not.toBe(first.pages);
  expect(second.api).toBe(first.api);
  await expect(requirePort(first.pages)).rejects.toThrow(`Port ${first.pages} is taken by another program.`);
  other.close();
  rmSync(folder, { recursive: true });
});
