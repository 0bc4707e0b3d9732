import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { POSSIBLE_FAULTS } from "./faults/faults.ts";
import { startTestSandbox } from "./testing.ts";

const README = readFileSync(new URL("./README.md", import.meta.url), "utf8");
const LINES = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));

/** More than a hundred programs run one after the other. */
const LONG_MS = 240_000;

const run = promisify(execFile);

/**
 * A curl that keeps the status of its last answer, or how it ended without one. It is a function, because starting
 * programs takes most of the time.
 */
const CURL = `curl() {
  local said ended status
  { said=$(command curl -sS "$@" -w '%{stderr}%{http_code}' 2>&1 1>&3); } 3>&1
  ended=$?
  case $ended in
    0) status=\${said: -3} ;;
    7) status=refused ;;
    18) status=cut ;;
    28) status=timeout ;;
    52 | 56) status=dropped ;;
    *) status="exit $ended" ;;
  esac
  echo "$status" >"$STATUS"
  return $ended
}`;

/** Runs the lines in one shell, and gives each that made a request with the status that came back. */
async function runLines(
  lines: string[],
  replaced: Record<string, string>,
): Promise<{ line: string; status: string }[]> {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  const results = join(folder, "results");
  const script = lines.map((line, index) => {
    const moved = Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), line);
    return `${moved}\n[ -s "$STATUS" ] && echo "${index} $(<"$STATUS")" >>"$RESULTS"; : >"$STATUS"`;
  });
  const env = { ...process.env, STATUS: join(folder, "status"), RESULTS: results };
  // The fault endless prints as much as anybody reads.
  const { stderr } = await run("bash", ["--norc", "-c", ["exec >/dev/null", CURL, ...script].join("\n")], {
    cwd: folder,
    env,
  });
  expect(stderr).toBe("");
  const ran = readFileSync(results, "utf8").trim().split("\n");
  rmSync(folder, { recursive: true });
  return ran.map((result) => {
    const [index = "", ...status] = result.split(" ");
    return { line: lines[Number(index)] ?? "", status: status.join(" ") };
  });
}

test("each example of the README is answered as it says", { timeout: LONG_MS }, async () => {
  const sandbox = await startTestSandbox({ SANDBOX_WEBHOOK_URL: "http://127.0.0.1:1/" });
  const ran = await runLines(LINES, {
    "http://127.0.0.1:4000": sandbox.pages,
    "http://127.0.0.1:4001": sandbox.api,
    "http://127.0.0.1:4002": sandbox.control,
    "smtp://127.0.0.1:4003": sandbox.smtp,
  });
  await sandbox.close();
  const expected = LINES.filter((line) => ran.some((result) => result.line === line)).map((line) => ({
    line,
    status: / # (\w+)$/.exec(line)?.[1] ?? "200",
  }));
  expect(ran).toEqual(expected);
  expect(ran.length).toBeGreaterThan(100);
});

test("each fault of each endpoint has an example", () => {
  const pairs = Object.entries(POSSIBLE_FAULTS).flatMap(([endpoint, names]) =>
    names.map((name) =>
      name === "refused" ? `"endpoint":"${endpoint}","fault":"${name}"` : `fault ${endpoint} ${name};`,
    ),
  );
  expect(pairs.filter((pair) => !LINES.some((line) => line.includes(pair)))).toEqual([]);
});
