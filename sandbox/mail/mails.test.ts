import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import { control, startTestSandbox } from "../testing.ts";

type Mails = { mails: { id: string; url: string; subject: string; to: string[]; links: string[] }[] };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const send = (mail: { to: string; subject: string; text?: string; html?: string }) =>
  createTransport(sandbox.smtp).sendMail({ from: "Partner <noreply@example.com>", ...mail });

const mailsTo = async (to: string) =>
  (await control<Mails>(sandbox, "GET", `/mails?to=${encodeURIComponent(to)}`)).body.mails;

test("a mail to a domain beyond ASCII is found in every spelling", async () => {
  await send({ to: "matti@kahvila-ähtäri.fi", subject: "Ähtäri", text: "Hi" });
  for (const to of ["matti@kahvila-ähtäri.fi", "MATTI@xn--kahvila-htri-ncbc.fi"]) {
    expect((await mailsTo(to)).map(({ subject }) => subject)).toEqual(["Ähtäri"]);
  }
});

test("a mail can be found by its receiver, and its link followed from its page", async () => {
  await send({
    to: "Aino <Aino@example.com>",
    subject: "Sign in <now>",
    text: "Open http://localhost:3000/sign-in?token=a&b=c.\njavascript:alert(1)",
    html: '<p>Hei <a href="http://localhost:3000/x">link</a></p><script>alert(1)</script>',
  });
  await send({ to: "other@example.com", subject: "Other", text: "Hi" });
  const [mail, ...more] = await mailsTo("aino@EXAMPLE.com");
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ to: ["Aino@example.com"], links: ["http://localhost:3000/sign-in?token=a&b=c"] });

  const response = await fetch(mail?.url ?? "");
  const page = await response.text();
  expect(page).toContain('<a href="http://localhost:3000/sign-in?token=a&amp;b=c">');
  expect(page).not.toContain('href="javascript:');
  expect(page).not.toContain("<script>");
  expect(page).toContain("Sign in &lt;now&gt;");
  expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");

  const list = await (await fetch(`${sandbox.pages}/mailbox`)).text();
  expect(list.indexOf("Other")).toBeLessThan(list.indexOf("Sign in &lt;now&gt;"));
  expect(await (await fetch(`${sandbox.pages}/mailbox?to=aino@example.com`)).text()).not.toContain("Other");
});

test("a mail with an HTML part only still has its links in the text", async () => {
  await send({ to: "html@example.com", subject: "HTML", html: '<a href="http://localhost:3000/y">Sign in</a>' });
  expect((await mailsTo("html@example.com"))[0]?.links).toEqual(["http://localhost:3000/y"]);
});

test("at most 200 mails are kept, and all can be deleted", async () => {
  const transport = createTransport({ url: sandbox.smtp, pool: true });
  const sendNumber = (index: number) =>
    transport.sendMail({ from: "a@example.com", to: "many@example.com", subject: `${index}`, text: "x" });
  await Promise.all(Array.from({ length: 200 }, (_, index) => sendNumber(index)));
  await sendNumber(200);
  transport.close();
  const mails = await mailsTo("many@example.com");
  expect(mails).toHaveLength(200);
  expect(mails[0]?.subject).toBe("200");
  expect((await control(sandbox, "DELETE", "/mails")).body).toEqual({ deleted: 200 });
  expect(await mailsTo("many@example.com")).toEqual([]);
});
