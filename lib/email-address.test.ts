import fc from "fast-check";
import { expect, test } from "vitest";
import { emailAddress, parseEmailAddress, readableEmailAddress } from "@/lib/email-address";

test.each([
  ["matti@kahvila-ähtäri.fi", "matti@xn--kahvila-htri-ncbc.fi"],
  ["matti@kahvila-a\u0308hta\u0308ri.fi", "matti@xn--kahvila-htri-ncbc.fi"],
  ["Matti@KAHVILA-ÄHTÄRI.FI", "matti@xn--kahvila-htri-ncbc.fi"],
  ["matti@xn--kahvila-htri-ncbc.fi", "matti@xn--kahvila-htri-ncbc.fi"],
  ["info&myynti@example.fi", "info&myynti@example.fi"],
  ["a@example.xn--p1ai", "a@example.xn--p1ai"],
  ["a@example.рф", "a@example.xn--p1ai"],
  ["  anna+kuitti@Example.com\n", "anna+kuitti@example.com"],
  ["o'brien@example.co.uk", "o'brien@example.co.uk"],
])("%j is stored as %j", (typed, stored) => {
  expect(parseEmailAddress(typed)).toBe(stored);
  expect(emailAddress().parse(typed)).toBe(stored);
});

test.each([
  ["a quoted local part", '"a b"@example.fi'],
  ["a comment", "a(b)@example.fi"],
  ["brackets", "Anna <a@example.fi>"],
  ["two addresses", "a@example.fi,b@example.fi"],
  ["two at signs", "a@b@example.fi"],
  ["a full-width at sign", "a@b\uFF20example.fi"],
  ["a header behind a line break", "a@example.fi\r\nBcc: b@example.fi"],
  ["a header before the at sign", "a\r\nBcc: b@example.fi"],
  ["a route", "@a.fi:b@example.fi"],
  ["an address literal", "a@[127.0.0.1]"],
  ["an IP address", "a@127.0.0.1"],
  ["a host without a domain", "a@localhost"],
  ["a percent-encoded domain", "a@exa%6dple.fi"],
  ["a domain with a final dot", "a@example.fi."],
  ["a domain with an underscore", "a@exam_ple.fi"],
  ["dots that part nothing", "a..b@example.fi"],
  ["a local part beyond ASCII", "ä@example.fi"],
  ["a Kelvin sign, which in lower case is a k", "\u212A@example.fi"],
  ["a local part of 65 characters", `${"a".repeat(65)}@example.fi`],
  ["255 characters", `a@${"b".repeat(60)}.${"b".repeat(60)}.${"b".repeat(60)}.${"b".repeat(60)}.fifififif`],
  ["nothing", ""],
  ["marks without end", `a@${"\u0301".repeat(240_000)}`],
])("%s is no address", (_what, typed) => {
  expect(parseEmailAddress(typed)).toBeNull();
  expect(emailAddress().safeParse(typed).success).toBe(false);
});

test("an address that only punycode makes too long is refused", () => {
  const typed = `a@${Array.from({ length: 9 }, () => "ä".repeat(25)).join(".")}.fi`;
  expect(typed.length).toBeLessThanOrEqual(254);
  expect(parseEmailAddress(typed)).toBeNull();
});

test.each([
  ["matti@xn--kahvila-htri-ncbc.fi", "matti@kahvila-ähtäri.fi"],
  ["info@example.fi", "info@example.fi"],
  ["a@xn--80ak6aa92e.com", "a@xn--80ak6aa92e.com"],
  ["a@xn--cfa.fi", "a@xn--cfa.fi"],
  ["a@example.xn--p1ai", "a@example.xn--p1ai"],
  ["a@xn--a.fi", "a@xn--a.fi"],
  // Another spelling of ö.fi, and another domain in DNS.
  ["a@xn---nda.fi", "a@xn---nda.fi"],
])("users read %j as %j", (stored, shown) => {
  expect(readableEmailAddress(stored)).toBe(shown);
});

test("from any typed text, a stored address is one mailbox in ASCII, and parsing it again changes nothing", () => {
  const part = fc.constantFrom(
    "a",
    "B",
    "ä",
    "ß",
    "ı",
    "\u0301",
    ".",
    "@",
    "-",
    "xn--",
    '"',
    "<",
    ",",
    "\r\n",
    "%",
    " ",
    "fi",
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 14 }).map((parts) => parts.join("")),
      (typed) => {
        const stored = parseEmailAddress(typed);
        if (stored === null) return;
        expect(stored).toMatch(/^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+$/);
        expect(parseEmailAddress(stored)).toBe(stored);
        expect(parseEmailAddress(readableEmailAddress(stored))).toBe(stored);
      },
    ),
    { numRuns: 5_000 },
  );
});
