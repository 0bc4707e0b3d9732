import { render } from "@react-email/render";
import { createElement } from "react";
import { expect, test } from "vitest";
import { type Mail, mailText } from "@/lib/mail/content";
import { MailPage } from "@/lib/mail/mail-page";

const content: Mail = {
  to: "aino@example.com",
  locale: "en",
  subject: "Three connections",
  before: ["The first <b>paragraph</b>."],
  lists: [
    { heading: "Quiet", items: [{ text: "Shop in Turku", href: "https://partner.example/a?b=c&d=e" }] },
    { heading: "Overdue", items: [{ text: "Shop in Oulu" }] },
  ],
  link: { href: "https://partner.example/connect?token=t", text: "View connections" },
  code: { intro: "The code:", digits: "123456" },
  after: ["The last paragraph."],
  small: ["You are a member of the business."],
  unsubscribe: { href: "https://partner.example/unsubscribe?token=u", text: "Unsubscribe" },
};

const NO_LOGO = { name: "Example Oy", accent: null, logo: null, darkLogo: null };

test("the text of an email has everything, in order", () => {
  expect(mailText(content)).toBe(`The first <b>paragraph</b>.

Quiet
- Shop in Turku
  https://partner.example/a?b=c&d=e

Overdue
- Shop in Oulu

View connections:
https://partner.example/connect?token=t

The code:

123456

The last paragraph.

You are a member of the business.

Unsubscribe:
https://partner.example/unsubscribe?token=u
`);
});

test("the HTML of an email has everything, in the same order, and escapes it", async () => {
  const html = await render(createElement(MailPage, { ...content, brand: NO_LOGO }));
  expect(html).toContain('lang="en-GB"');
  const shown = [
    "The first &lt;b&gt;paragraph&lt;/b&gt;.",
    "Quiet",
    'href="https://partner.example/a?b=c&amp;d=e"',
    "Shop in Turku",
    "Shop in Oulu",
    'href="https://partner.example/connect?token=t"',
    "View connections",
    "The code:",
    "123456",
    "The last paragraph.",
    "You are a member of the business.",
    'href="https://partner.example/unsubscribe?token=u"',
    "Unsubscribe",
  ];
  const places = shown.map((text) => html.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
});

test("the logo is a PNG with its size and the partner's name, and another one is shown in the dark", async () => {
  const logo = { hash: "a".repeat(64), type: "svg" as const, width: 300, height: 60 };
  const light = await render(createElement(MailPage, { ...content, brand: { ...NO_LOGO, logo } }));
  expect(light).toContain(
    `<img alt="Example Oy" width="200" height="40" src="http://localhost:3000/brand/${logo.hash}.png"`,
  );
  expect(light).not.toContain('class="in-light"');
  const darkLogo = { ...logo, hash: "b".repeat(64) };
  const both = await render(createElement(MailPage, { ...content, brand: { ...NO_LOGO, logo, darkLogo } }));
  expect(both).toContain('class="in-light"');
  expect(both).toContain('class="in-dark"');
  expect(both).toContain(`/brand/${"b".repeat(64)}.png`);
});
