import { businessOf } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { connectTokens, findLeaks } from "../fixtures/leak-scan.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Every test ends with the search for secrets (fixtures/test.ts). These tests show that the search finds secrets.

test("the search finds a secret in a body, in a header and in the log, however it is spelled", () => {
  const value = "very/secret+value=";
  const answer = { request: "GET /page", status: 200, headers: [] as [string, string][], body: "" };
  const encoded = encodeURIComponent(value);
  const search = (changes: Partial<typeof answer>, log = "") =>
    findLeaks([{ name: "a secret", value }], [{ ...answer, ...changes }], log);

  expect(search({})).toEqual([]);
  expect(search({ headers: [["set-cookie", `session=${encoded}`]] })).toEqual([]);
  expect(search({ body: `<p>${value}</p>` })).toEqual(["a secret in the body of GET /page (200)"]);
  expect(search({ body: Buffer.from(value).toString("base64") })).toHaveLength(1);
  expect(search({ headers: [["location", `/x?y=${encoded}`]] })).toEqual([
    "a secret in the header location of GET /page (200)",
  ]);
  expect(search({}, `{"msg":"${value}"}`)).toEqual(["a secret in the log"]);
});

test("the search finds any API key, except in the answer that shows it to its maker", () => {
  const body = `<p>rhc_${"a1".repeat(19)}</p>`;
  const search = (request: string, log = "") => findLeaks([], [{ request, status: 200, headers: [], body }], log);
  expect(search("POST /admin/api-keys/new")).toEqual([]);
  expect(search("GET /admin/api-keys")).toEqual(["an API key in the body of GET /admin/api-keys (200)"]);
  expect(search("POST /admin/api-keys/new", body)).toEqual(["an API key in the log"]);
});

test("the search finds the secret of a webhook endpoint, except in the answers that show it to its maker", () => {
  const body = `<p>whsec_${"a1".repeat(21)}b=</p>`;
  const search = (request: string) => findLeaks([], [{ request, status: 200, headers: [], body }], "");
  expect(search("POST /admin/webhooks/new")).toEqual([]);
  expect(search("POST /api/v1/webhook-endpoints")).toEqual([]);
  expect(search("GET /admin/webhooks")).toHaveLength(1);
});

test("the search finds the token of a connect session's link, except in the answer that gives it to the partner", () => {
  const token = "t".repeat(43);
  const given = {
    request: "POST /api/v1/connect-sessions",
    status: 201,
    headers: [] as [string, string][],
    body: `{"url":"http://localhost/connect?token=${token}"}`,
  };
  const [secret] = connectTokens([given]);
  const search = (answer: Partial<typeof given>, log = "") =>
    findLeaks(secret ? [secret] : [], [{ ...given, ...answer }], log);
  expect(search({})).toEqual([]);
  expect(search({ request: "GET /connect/1" })).toEqual([
    "a connect session's token in the body of GET /connect/1 (201)",
  ]);
  expect(search({ headers: [["location", `/leaving?from=${token}`]] })).toHaveLength(1);
  expect(search({}, `{"path":"/connect?token=${token}"}`)).toEqual(["a connect session's token in the log"]);
});

test("the search sees all that the application answers and logs", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const receiptheroId = await connect(page);
  await page.goto(`/connections/${receiptheroId}`);
  const found = await stack.findLeaks([
    { name: "our name", value: PARTNER },
    { name: "the connection", value: receiptheroId },
  ]);
  expect(found).toEqual(
    expect.arrayContaining([
      `our name in the body of GET ${await businessOf(page)}/connections/new (200)`,
      `our name in the body of GET /connections/${receiptheroId} (200)`,
      "the connection in the header location of GET /api/receipthero/callback (303)",
      "the connection in the log",
    ]),
  );
});
