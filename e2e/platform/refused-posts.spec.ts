import { request } from "node:http";
import { en, formatMessage } from "../fixtures/messages.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { actionsInTheCode } from "../fixtures/route-inventory.ts";
import { expect, test } from "../fixtures/test.ts";
import { urlOfRoute } from "../fixtures/url-of-route.ts";

type Reply = { status: number; headers: NodeJS.Dict<string | string[]>; text: string };

/** Posts in a way that no browser does. A body without a Content-Length is sent in chunks. */
function post(url: string, headers: Record<string, string>, body: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", headers }, async (response) => {
      const text = (await response.toArray()).join("");
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asked.once("error", reject);
    // Two writes, because Node adds a Content-Length to a body that is written at once.
    if (body) asked.write(body);
    asked.end();
  });
}

const MULTIPART = "multipart/form-data; boundary=b";
const form = (size: number) => {
  const rest = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n--b--\r\n';
  return rest.replace("\r\n\r\n\r\n", `\r\n\r\n${"x".repeat(size - rest.length)}\r\n`);
};
const lengthOf = (body: string) => ({ "Content-Length": String(Buffer.byteLength(body)) });
const anAction = () => ({ "Next-Action": actionsInTheCode()[0]?.id ?? "" });

const refused: [
  what: string,
  headers: () => Record<string, string>,
  size: number,
  status: number,
  code: RefusalCode,
][] = [
  ["without a length", () => ({ "Content-Type": MULTIPART }), 100, 411, "length_required"],
  ["of an action without a length", () => ({ "Content-Type": MULTIPART, ...anAction() }), 100, 411, "length_required"],
  ["of more than 64 KB", () => ({ "Content-Type": MULTIPART, ...lengthOf(form(65_537)) }), 65_537, 413, "too_large"],
  ["of 20 MB", () => ({ "Content-Type": MULTIPART, ...lengthOf(form(20_000_000)) }), 20_000_000, 413, "too_large"],
  [
    "of an action with JSON",
    () => ({ "Content-Type": "text/plain;charset=UTF-8", ...lengthOf(form(100)), ...anAction() }),
    100,
    415,
    "unsupported_media_type",
  ],
  ["of an action of no type", () => ({ ...lengthOf(form(100)), ...anAction() }), 100, 415, "unsupported_media_type"],
];
type RefusalCode = "length_required" | "too_large" | "unsupported_media_type";

for (const [what, headers, size, status, code] of refused) {
  test(`a POST ${what} is answered with ${status} and a reason`, async ({ stack }) => {
    const reply = await post(`${stack.app.direct}/sign-in`, headers(), form(size));
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(formatMessage(en.refused[code], { kilobytes: 64 }));
    expect(reply.text).toContain(code);
    expect(reply.headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": expect.stringContaining("default-src 'self'"),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "x-request-id": expect.any(String),
    });
  });
}

test("a POST of exactly 64 KB is read", async ({ stack }) => {
  const body = form(65_536);
  const reply = await post(`${stack.app.direct}/sign-in`, { "Content-Type": MULTIPART, ...lengthOf(body) }, body);
  // Next has read it, and found no action in it.
  expect(reply.status).toBe(400);
  expect(reply.text).not.toContain("too_large");
});

test("users see a page that says why their form was not read", async ({ openBrowser }) => {
  const page = await openBrowser({ javaScriptEnabled: false, viewport: { width: 390, height: 700 } });
  // A page of ours, so the origin is ours.
  await page.goto("/sign-in");
  await page.setContent(
    `<form action="/sign-in" method="post" enctype="multipart/form-data">
       <textarea name="email">${"x".repeat(70_000)}</textarea><button>Send</button>
     </form>`,
  );
  await page.getByRole("button").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.refusedTitle);
  await expect(page.getByText(formatMessage(en.refused.too_large, { kilobytes: 64 }))).toBeVisible();
  await expect(page.getByText("too_large")).toBeVisible();
  await page.getByRole("link", { name: en.errors.home }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

/** Arguments in React's encoding, each of another type than a form. */
const ARGUMENTS: [what: string, encoded: string][] = [
  ["nothing", "[]"],
  ["an array", "[[]]"],
  ["entries", '["$undefined",[["email","a@example.com"]]]'],
  ["a number", '["$undefined",1e308]'],
  ["infinity", '["$undefined","$Infinity"]'],
  ["not a number", '["$undefined","$NaN"]'],
  ["a text", '["$undefined","email=a"]'],
  ["true", "[true]"],
  ["null", "[null,null]"],
  ["a nested object", '[{"a":{"b":[{"c":{}}]}}]'],
  ["a deep array", `[${"[".repeat(100)}${"]".repeat(100)}]`],
  ["a date", '["$undefined","$D2026-01-01T00:00:00.000Z"]'],
  ["a big number", '["$undefined","$n123456789"]'],
  ["a prototype", '[{"__proto__":{"get":"x"},"constructor":{"prototype":{}}}]'],
  ["hundreds of arguments", JSON.stringify(Array(500).fill(0))],
  ["no array", '{"length":1,"0":"x"}'],
];

/** An action authorizes before it reads its arguments, so each is called as a user whom it accepts. */
const CALLERS = [
  ["staff", "admin", (route: string) => route.startsWith("/admin")],
  ["everyone else", "owner", (route: string) => !route.startsWith("/admin")],
] as const;

for (const [whose, role, isTheirs] of CALLERS) {
  test(`every action of ${whose} refuses arguments of another kind, without an error in the log`, async ({ stack }) => {
    const fixture = await createAccessFixture(stack);
    const logged = stack.app.log().length;
    const actions = actionsInTheCode().filter(({ route }) => isTheirs(route));
    expect(actions.length).toBeGreaterThan(0);
    for (const { name, id, route } of actions) {
      // A page that contains the action. Any other page forwards the request, and the arguments arrive nowhere.
      const address = urlOfRoute(stack, fixture, route);
      const answers = await Promise.all(
        ARGUMENTS.map(async ([what, encoded]) => {
          const body = new FormData();
          body.set("0", encoded);
          const headers = { Cookie: fixture.cookies[role], Origin: stack.app.url, "Next-Action": id };
          const init = { method: "POST", headers, body, redirect: "manual" } as const;
          const response = await fetch(address, init);
          await response.arrayBuffer();
          return { what, status: response.status };
        }),
      );
      expect(
        answers.filter(({ status }) => status >= 500),
        name,
      ).toEqual([]);
    }
    expect(stack.app.log().slice(logged)).not.toMatch(/^\s+at |"stack"|"level":"error"/m);
  });
}

test("an action that was sent to a page without it reaches the page that has it", async ({ stack }) => {
  const fixture = await createAccessFixture(stack);
  const logged = stack.app.log().length;
  const action = actionsInTheCode().find(({ name }) => name === "changeProfileAction");
  const body = new FormData();
  body.set("0", "[]");
  const headers = { Cookie: fixture.cookies.owner, Origin: stack.app.url, "Next-Action": action?.id ?? "" };
  const response = await fetch(`${stack.app.url}/sign-in`, { method: "POST", headers, body, redirect: "manual" });
  expect(await response.text()).toContain("malformed");
  expect(stack.app.log().slice(logged)).not.toContain("aborted");
});
