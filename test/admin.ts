import { execFile } from "node:child_process";
import { expect, vi } from "vitest";
import { main } from "@/admin/main";
import type { TestDatabase } from "@/test/database";
import { node } from "@/tools/stack/bootstrap/paths.mjs";

/** Runs a command as the process of `npm run admin`. `settings` replace those of the test. */
export function admin(args: string[], settings: Record<string, string> = {}) {
  const program = ["--conditions=react-server", "tools/stack/admin.ts", ...args];
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    execFile(node, program, { env: { ...process.env, ...settings } }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    );
  });
}

/** Runs a command in this process, which is fast. */
export async function print(args: string[]) {
  const lines: Record<"log" | "error", string[]> = { log: [], error: [] };
  const spies = (["log", "error"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((line: string) => lines[name].push(line)),
  );
  const code = await main(args);
  for (const spy of spies) spy.mockRestore();
  return { code, output: lines.log.join("\n"), errors: lines.error.join("\n") };
}

/** Runs a command with `--json`: with settings as a process, and otherwise in this one. */
export async function json(args: string[], settings?: Record<string, string>) {
  const { code, output, errors } = await (settings ? admin : print)([...args, "--json"], settings);
  expect(output, errors).not.toBe("");
  return { code, ...JSON.parse(output) };
}

/** The audit events of a command, oldest first. They name no user. */
export async function auditOfCommand({ client }: TestDatabase, command: string) {
  const { rows } = await client.query(
    `SELECT "actorType", action FROM "AuditEvent" WHERE after->>'admin_command' = $1 AND "actorId" IS NULL ORDER BY id`,
    [command],
  );
  return rows;
}
