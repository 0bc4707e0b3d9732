import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anyFreePort, choosePorts, requirePort } from "./ports.ts";

test("ports stay the same from start to start, until another program has one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ports-"));
  const file = join(folder, "ports.json");
  const [preferred, spoken] = [await anyFreePort(), await anyFreePort()];
  const first = await choosePorts(file, { pages: preferred, api: spoken, smtp: 0 }, spoken);
  expect(first.pages).toBe(preferred);
  expect(new Set([...Object.values(first), spoken]).size).toBe(4);
  expect(await choosePorts(file, { pages: 0, api: 0, smtp: 0 }, spoken)).toEqual(first);

  const other = createServer().listen(first.pages, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const second = await choosePorts(file, { pages: preferred, api: 0, smtp: 0 }, spoken);
  expect(second.pages).not.toBe(first.pages);
  expect(second.api).toBe(first.api);
  await expect(requirePort(first.pages)).rejects.toThrow(`Port ${first.pages} is taken by another program.`);
  other.close();
  rmSync(folder, { recursive: true });
});
