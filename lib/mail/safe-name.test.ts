import { expect, test } from "vitest";
import { mailSafeName } from "@/lib/mail/safe-name";

test.each([
  "Kahvila www.evil.example",
  "WWW evil example",
  "evil.example/pay",
  "a@evil.example",
  "a@localhost",
  "http://evil.example",
  "HTTPS:\\\\evil.example",
  "https:/evil",
  "//evil",
  "Kahvila evil.fi",
  "Kahvila ähtäri.fi",
  "Kahvila evil。example",
  "Kahvila evil．example",
  "Kahvila evil․example",
  "Kahvila evil.\u200bexample",
  "203.0.113.9",
  "mailto:someone",
  "Soita 040 123 4567",
  "+358-40-1234567",
  "bit.ly/3xyz",
])("%j could become a link in a mail, so it is left out", (name) => expect(mailSafeName(name)).toBeNull());

test.each([
  "Kahvila Aalto Oy",
  "Kirjakauppa A. & B. Lindström",
  "Café St. Paul",
  "Oy Ab Ltd.",
  "Pub 1872",
  "Tømrer A/S",
  "7-Eleven",
  "R-kioski 24/7",
  "Ähtärin Öljy (Turku)",
  'Ravintola "Meri", Hanko',
])("%j stays as it is", (name) => expect(mailSafeName(name)).toBe(name));
