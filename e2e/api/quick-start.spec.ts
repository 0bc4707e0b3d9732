import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { freePort } from "../../test/free-port.ts";
import { approve } from "../fixtures/connect-by-hand.ts";
import { openPopup } from "../fixtures/connect-sessions.ts";
import { en } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { root, startServer } from "../fixtures/program.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// docs/quick-start-api.md promises that a test runs each of its snippets.

const GUIDE = readFileSync(join(root, "docs/quick-start-api.md"), "utf8");
const keys = en.admin.apiKeys;
const PERMISSIONS = ["connect:write", "connections:read", "receipts:read"] as const;

test("the quick start leads from nothing to a connected customer and a received receipt", async ({
  openContext,
  stack,
}) => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "quick-start-"));
  const [, settings = ""] = /^(\w+=\S+) npm start$/m.exec(GUIDE) ?? [];
  const [name = "", origin = ""] = settings.split("=");
  expect(name).toBe("CONNECT_RETURN_ORIGINS");

  await withServerOfItsOwn(
    stack,
    async (alone) => {
      /** The guide with the addresses of this journey. */
      const guide = GUIDE.replaceAll("localhost:8080", `localhost:${port}`)
        .replaceAll("http://localhost:3000", alone.app.url)
        .replaceAll("http://127.0.0.1:4002", alone.sandbox.control);
      const [, first = "", program = "", connected = "", notify = "", read = ""] = [
        ...guide.matchAll(/^```(?:sh|js)\n(.*?)^```$/gms),
      ].flatMap(([, block = ""]) => (block.includes("node partner.mjs") ? [] : [block]));
      const values = new Map<string, string>();
      /** Runs a snippet in a shell, after the assignments of those before. @returns its output */
      const run = async (snippet: string) => {
        const lines = snippet.replaceAll(/^curl /gm, "curl -sS --fail-with-body ").split("\n");
        const assign = [...values].map(([variable, value]) => `${variable}='${value}'`);
        const own = lines.filter((line) => ![...values.keys()].some((variable) => line.startsWith(`${variable}=`)));
        const { stdout } = await execa("bash", ["-ec", [...assign, ...own].join("\n")], { cwd: folder });
        return stdout;
      };

      const context = await openContext({ baseURL: alone.app.url });
      const page = await context.newPage();
      await signInAsAdmin(page, alone);
      await page.goto("/admin/api-keys/new");
      await page.getByLabel(keys.name, { exact: true }).fill("Quick start");
      for (const permission of PERMISSIONS) await page.getByLabel(keys.permissions[permission]).check();
      await page.getByRole("button", { name: keys.new.submit }).click();
      values.set("KEY", await page.getByLabel(keys.new.key).inputValue());
      values.set("API", `${alone.app.url}/api/v1`);
      expect(JSON.parse(await run(first))).toEqual({ data: [], next_cursor: null });

      writeFileSync(join(folder, "partner.mjs"), program);
      const [start = ""] = guide.match(/^API=.* node partner\.mjs$/m) ?? [];
      const script = [
        `cd ${folder}`,
        ...[...values].map(([variable, value]) => `${variable}='${value}'`),
        start.replace("node ", `exec ${join(dirname(process.execPath), "node")} `),
      ];
      const site = startServer("bash", ["-ec", script.join("\n")]);
      await expect.poll(() => site.output()).toContain("Open http");

      await page.goto(`http://localhost:${port}`);
      const popup = await openPopup(page);
      await popup.getByRole("button", { name: en.connectSession.submit }).click();
      await approve(popup);
      await expect(page.getByText("connected:")).toBeVisible();
      const [, receiptheroId = ""] = /^connected: (\S+)$/.exec((await page.locator("body").textContent()) ?? "") ?? [];
      values.set("CONNECTION", receiptheroId);
      expect(await run(connected)).toContain("customer-4711");

      await run(notify);
      await expect
        .poll(() => alone.database.rows(`SELECT 1 FROM "Receipt" WHERE "readyAt" IS NOT NULL`))
        .toHaveLength(1);
      expect(await run(read)).toContain("receiptNumber");
      expect(readFileSync(join(folder, "receipt.pdf"), "latin1")).toMatch(/^%PDF-/);
      await site.end();
    },
    { [name]: origin.replace("8080", String(port)) },
  );
  rmSync(folder, { recursive: true });
});

test("the quick start names what the pages show", () => {
  for (const permission of PERMISSIONS) {
    expect(GUIDE.replaceAll(/\s+/g, " ")).toContain(`**${keys.permissions[permission]}**`);
  }
});
