import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { type Artefact, installArtefact } from "../fixtures/artefact.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { createDatabase } from "../fixtures/database.ts";
import { connectionsOf } from "../fixtures/db-queries.ts";
import { root, startProgram } from "../fixtures/program.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { TEST_DATABASE_URL = "" } = process.env;

let installed: ReturnType<typeof installArtefact>;
test.beforeAll(() => {
  installed = installArtefact();
});
test.afterAll(() => installed.remove());

/** Runs a program of the artefact to its end. */
async function run(artefact: Artefact, args: string[], settings: Record<string, string> = {}) {
  const program = artefact(args, settings);
  const { exitCode } = await program.process;
  return { code: exitCode, output: program.output() };
}

/** The arguments that the image gives to `node`, by the file and the beginning of their line. */
function commandOf(file: "Dockerfile" | "compose.yaml", word: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const [, command = "[]"] = new RegExp(`^${word} (\\[.*\\])$`, "m").exec(text) ?? [];
  const [program, ...args] = JSON.parse(command);
  expect(program).toBe("node");
  return args;
}

test("the artefact alone migrates, serves and connects, by the commands of its image", async ({
  openContext,
  stack,
}) => {
  const { artefact } = installed;
  const database = await createDatabase(TEST_DATABASE_URL, "template1");
  const settings = { DATABASE_URL: database.url };
  const migrate = commandOf("compose.yaml", "    command:");
  expect(await run(artefact, migrate, settings)).toEqual({ code: 0, output: expect.stringMatching(/^Applied /) });
  expect(await run(artefact, migrate, settings)).toEqual({ code: 0, output: "The database is up to date\n" });
  expect(commandOf("Dockerfile", "CMD")).toContain("server.js");
  const app = await stack.startAnotherApp({ ...settings, HOST: "0.0.0.0" }, artefact);
  const alone = { ...stack, app, database };
  const merchant = await openContext({ baseURL: app.url });
  const user = await signUpDirectly(merchant, alone);
  const receiptheroId = await connect(merchant, { label: "Kulmakauppa" });
  expect(await connectionsOf(alone, user)).toMatchObject([{ receiptheroId, label: "Kulmakauppa" }]);

  const check = commandOf("Dockerfile", "  CMD");
  const { port } = new URL(app.direct);
  expect(await run(artefact, check, { PORT: port })).toEqual({ code: 0, output: "" });
  await app.end();
  expect(await run(artefact, check, { PORT: port })).toEqual({ code: 1, output: "" });
  expect(app.log()).not.toMatch(/EROFS|EACCES|ENOENT/);
  await database.drop();
});

test("the artefact's programs reach no checkout and can write nothing", async () => {
  const attempts = `
    const { readFileSync, writeFileSync } = require("node:fs");
    const tries = [
      () => readFileSync(${JSON.stringify(join(root, "package.json"))}),
      () => writeFileSync("written", ""),
      () => writeFileSync("/tmp/written", ""),
    ];
    const refused = tries.map((attempt) => { try { attempt(); return null; } catch ({ code }) { return code; } });
    console.log(JSON.stringify([process.getuid(), ...refused]));`;
  const { output } = await run(installed.artefact, ["-e", attempts]);
  // Without namespaces, only the modes of the folder protect it, and an ordinary user runs this.
  const expected = installed.isShutAway ? [65_534, "ENOENT", "EROFS", "EROFS"] : expect.arrayContaining(["EACCES"]);
  expect(JSON.parse(output)).toEqual(expected);
});

test("a server goes on in its folder when the link to it leads elsewhere", async ({ stack }) => {
  const folder = mkdtempSync(join(tmpdir(), "releases-"));
  const current = join(folder, "current");
  symlinkSync(join(root, "dist"), current);
  const app = await stack.startAnotherApp({}, ([program = "", ...args], settings) =>
    startProgram([join(current, program), ...args], settings, folder),
  );
  rmSync(current);
  symlinkSync(folder, current);
  expect((await fetch(`${app.direct}/sign-in`)).status).toBe(200);
  expect((await fetch(`${app.direct}/connect.js`)).status).toBe(200);
  await app.kill();
  rmSync(folder, { recursive: true });
});

test("a server without HOST listens on the machine's IPv4 and IPv6", async ({ stack }) => {
  const { direct, kill } = await stack.startAnotherApp(
    { APP_URL: "https://connect.example.com", HOST: "" },
    installed.artefact,
  );
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.filter(({ internal }) => internal) ?? []);
  for (const { address, family } of own) {
    const host = family === "IPv6" ? `[${address}]` : address;
    expect((await fetch(`http://${host}:${new URL(direct).port}/api/health`)).status, host).toBe(200);
  }
  await kill();
});

test("a program that cannot start says why in a sentence", async () => {
  const server = await run(installed.artefact, ["server.js"], { PORT: "none" });
  expect(server.code).toBe(1);
  expect(server.output).toMatch(/^✗ These settings need your attention:\n {2}PORT is not a number/);
  expect(server.output).toContain("DATABASE_URL is not set");
  const migrate = await run(installed.artefact, ["migrate.js"]);
  expect(migrate).toEqual({ code: 1, output: "DATABASE_URL is not set: migrate needs to know which database.\n" });
});
