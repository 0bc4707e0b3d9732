import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../test/free-port.ts";
import { behindCaddy } from "../fixtures/caddy.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { connectionsOf } from "../fixtures/db-queries.ts";
import { root } from "../fixtures/program.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** The proxy of compose.yaml. */
const CADDYFILE = readFileSync(join(root, "ops/Caddyfile"), "utf8");

/** How many clients ask for pages all the time. */
const CLIENTS = 2;

test("servers behind the Caddyfile are restarted one after the other, and no request is refused", {
  tag: "@caddy",
}, async ({ openContext, stack }) => {
  const port = await freePort();
  const APP_URL = `http://localhost:${port}`;
  const first = await stack.startAnotherApp({ APP_URL });
  const RECEIPTHERO_CLIENT_ID = `journeys-${new URL(first.url).port}`;
  const second = await stack.startAnotherApp({ APP_URL, RECEIPTHERO_CLIENT_ID });
  const SERVERS = [first, second].map(({ direct }) => new URL(direct).host).join(" ");
  const journey = async () => {
    const merchant = await openContext({ baseURL: APP_URL });
    const user = await signUpDirectly(merchant, { ...stack, app: first });
    const receiptheroIds: string[] = [];
    const answers = new Map<string, number>();
    let isOver = false;

    const connectAllTheTime = async () => {
      while (!isOver) receiptheroIds.push(await connect(merchant));
    };
    const askAllTheTime = async () => {
      while (!isOver) {
        const answer = await fetch(`${APP_URL}/sign-in`).then(
          async (response) => `${response.status} ${(await response.text()).endsWith("</html>")}`,
          ({ cause }) => String(cause),
        );
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    };
    const restartBoth = async () => {
      for (const server of [first, second]) {
        await server.end();
        await server.restart();
      }
      isOver = true;
    };
    await Promise.all([connectAllTheTime(), ...Array.from({ length: CLIENTS }, askAllTheTime), restartBoth()]);
    expect([...answers.keys()]).toEqual(["200 true"]);
    expect(receiptheroIds.length).toBeGreaterThan(2);
    const stored = await connectionsOf(stack, user);
    expect(stored.map((connection) => connection.receiptheroId).sort()).toEqual(receiptheroIds.sort());
  };
  await behindCaddy(port, CADDYFILE, journey, { SITE: APP_URL, SERVERS });
  await Promise.all([first.kill(), second.kill()]);
});
