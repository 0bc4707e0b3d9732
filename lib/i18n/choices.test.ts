import { describe, expect, test } from "vitest";
import { acceptedLocale } from "@/lib/i18n/accepted-locale";
import { chosenInBrowser, chosenTimeZone, languageValue, pickLocale } from "@/lib/i18n/choices";

test.each([
  ["fi", "fi"],
  ["sv-FI,sv;q=0.9,en;q=0.8", "sv"],
  ["de-DE,de;q=0.9,fi;q=0.5,en;q=0.4", "fi"],
  ["en;q=0.5, sv;q=0.7", "sv"],
  ["en-GB", "en"],
  ["FI-fi", "fi"],
  ["fi;q=0, en", "en"],
  ["fi;q=0", null],
  ["de", null],
  ["*", null],
  ["file, svenska", null],
  ["", null],
  [null, null],
  [`${"x,".repeat(300)}fi`, null],
])("Accept-Language %j asks for %j", (header, expected) => {
  expect(acceptedLocale(header)).toBe(expected);
});

const cookies = (values: Record<string, string>) => (name: string) => values[name];

describe("the language of a page", () => {
  test.each([
    ["the user's choice", { language: "sv", "session-language": "fi" }, "en", "sv"],
    ["the account's", { language: "sv.account", "session-language": "fi" }, "en", "sv"],
    ["the connect session's", { "session-language": "fi" }, "en", "fi"],
    ["the browser's", {}, "fi", "fi"],
    ["the default", {}, "de", "en"],
    ["the next, when a cookie names none of ours", { language: "xx", "session-language": "../en" }, "sv", "sv"],
  ])("is %s", (_, values, accepted, expected) => {
    expect(pickLocale(cookies(values), accepted)).toBe(expected);
  });
});

test("only a language that was chosen in the browser itself becomes the account's", () => {
  expect(chosenInBrowser(cookies({ language: languageValue("fi", "browser") }))).toBe("fi");
  expect(chosenInBrowser(cookies({ language: languageValue("fi", "account") }))).toBeNull();
  expect(chosenInBrowser(cookies({}))).toBeNull();
});

test("a cookie can only name a time zone that exists", () => {
  expect(chosenTimeZone(cookies({ "time-zone": "America/New_York" }))).toBe("America/New_York");
  expect(chosenTimeZone(cookies({ "time-zone": "Mars/Olympus" }))).toBeNull();
  expect(chosenTimeZone(cookies({}))).toBeNull();
});
