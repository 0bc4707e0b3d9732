import { en } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField } from "../fixtures/raw-form-post.ts";
import { newUser } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const foreign: [what: string, headers: Record<string, string>][] = [
  ["another site", { Origin: "https://evil.example" }],
  ["another port of this host", { Origin: "http://localhost:1" }],
  ["a page without an origin", { Origin: "null" }],
  ["an origin that is no address", { Origin: "http://" }],
  ["another site, whose Origin was removed on the way", { "Sec-Fetch-Site": "cross-site" }],
  ["a neighbour, whose Origin was removed on the way", { "Sec-Fetch-Site": "same-site" }],
];
for (const [what, headers] of foreign) {
  test(`a form from ${what} is refused with 403 and a page that says so`, async ({ context, stack }) => {
    const { email } = newUser();
    const fields = [
      ...(await actionFields(context, "/sign-in", en.signIn.submit)),
      ["email", email] satisfies HandMadeField,
    ];
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, String(value));
    const all = { Accept: "text/html", "X-Forwarded-Host": "evil.example", ...headers };
    const response = await fetch(`${stack.app.url}/sign-in`, { method: "POST", headers: all, body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(en.errors.refusedTitle);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await stack.sandbox.mailsTo(email)).toEqual([]);
  });
}

test("a form that says nothing of where it came from is a program's, and accepted", async ({ context, stack }) => {
  const { email } = newUser();
  const fields = [
    ...(await actionFields(context, "/sign-in", en.signIn.submit)),
    ["email", email] satisfies HandMadeField,
  ];
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, String(value));
  const response = await fetch(`${stack.app.url}/sign-in`, { method: "POST", body, redirect: "manual" });
  expect(response.status).toBe(303);
  expect(await stack.sandbox.mailsTo(email)).toHaveLength(1);
});
