import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import getPort from "get-port";
import { node } from "../../tools/stack/bootstrap/paths.mjs";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import type { Run } from "../../tools/stack/process/run.ts";
import { CLIENT, type Sandbox } from "./sandbox.ts";
import type { Statement } from "./statements.ts";

/**
 * Starts the bare Hono handler in a process of its own.
 * @param statements of each GET, by path and query
 * @returns its URL
 * @throws {Problem} when it does not listen
 */
export async function startBareHono(
  run: Run,
  database: string,
  sandbox: Sandbox,
  apiKeyId: string,
  statements: Record<string, Statement[]>,
): Promise<string> {
  const port = await getPort();
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    DATABASE_URL: database,
    PORT: String(port),
    PAGES_URL: sandbox.pages,
    API_URL: sandbox.api,
    CLIENT_ID: CLIENT.id,
    CLIENT_SECRET: CLIENT.secret,
    API_KEY_ID: apiKeyId,
    STATEMENTS: JSON.stringify(statements),
  };
  run.start(node, ["bench/bare-hono/main.ts"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://localhost:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(url).catch(() => null)) return url;
    await sleep(100);
  }
  throw new Problem(`${url} does not listen.`);
}

/** Checks that two servers answer a GET with the same JSON. @throws {Problem} when they do not */
export async function expectSameJson(urls: [string, string], path: string, authorization: string): Promise<void> {
  const answers = await Promise.all(
    urls.map(async (url) => {
      const response = await fetch(url + path, { headers: { Authorization: authorization } });
      return { status: response.status, body: await response.json() };
    }),
  );
  const [ours, bare] = answers;
  if (ours?.status !== 200 || !isDeepStrictEqual(ours, bare)) {
    throw new Problem(
      `The bare handler answers ${path} otherwise:\n${answers.map((one) => JSON.stringify(one)).join("\n")}`,
    );
  }
}
