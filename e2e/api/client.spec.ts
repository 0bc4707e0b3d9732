import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { addApiKey } from "../fixtures/api.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const run = promisify(execFile);

test("the TypeScript client's example connects a customer and lists the connections", async ({ context, stack }) => {
  await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  await stack.database.rows(`UPDATE "Merchant" SET "externalId" = 'customer-4711'`);
  const key = await addApiKey(stack, ["connect:write", "connections:read"]);

  const example = new URL("../../clients/typescript/example.ts", import.meta.url).pathname;
  const env = { ...process.env, API_URL: stack.app.url, API_KEY: key, RETURN_URL: `${stack.partnerSite.url}/done` };
  const { stdout } = await run(process.execPath, [example], { env });
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(`^Open in the customer's browser: ${stack.app.url}/connect\\?token=[\\w-]{43}$`),
    "The session is pending.",
    `${receiptheroId} is healthy.`,
    "",
  ]);

  const refused = run(process.execPath, [example], { env: { ...env, API_KEY: "rhc_wrong" } });
  await expect(refused).rejects.toThrow("Error: unauthorized");
});
