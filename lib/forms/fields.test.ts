import fc from "fast-check";
import { expect, test } from "vitest";
import { name, nameOrNull, singleLine } from "@/lib/forms/fields";

const problemOf = (schema: ReturnType<typeof name>, text: string) => schema.safeParse(text).error?.issues[0]?.message;

test.each([
  ["a blank of Braille", "\u2800"],
  ["a Hangul filler", "\u3164"],
  ["a zero width space", "\u200B"],
  ["Hangul jamo fillers", "\u115F\u1160"],
  ["a half-width Hangul filler", "\uFFA0"],
  ["a soft hyphen", "\u00AD"],
  ["tags", "\u{E0041}\u{E007F}"],
  ["variation selectors", "\uFE0F\u{E0100}"],
  ["joiners", "\u200D\u200C\u2060"],
  ["a musical null notehead", "\u{1D159}"],
  ["a private use character", "\uE000"],
  ["a lone combining mark", "\u0301"],
  ["several, with spaces between", "\u2800 \u3164 \u200B"],
])("a name of %s is refused: nobody could see it", (_what, text) => {
  expect(problemOf(name(1, 80), text)).toBe("invisible");
  expect(nameOrNull(text, 80)).toBeNull();
});

test.each([..."\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"])(
  "a name with the direction mark %j is refused: it could reorder the text around it",
  (mark) => {
    expect(problemOf(name(1, 80), `Kahvila${mark}Aamu`)).toBe("directionMark");
    expect(nameOrNull(`Kahvila${mark}Aamu`, 80)).toBeNull();
  },
);

test.each(["👩‍🍳 Keittiö", "می‌خواهم", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☕️", "قهوة", "קפה", "咖啡", "5", "&"])("%j is a name", (text) => {
  expect(name(1, 80).parse(text)).toBe(text);
});

test.each(["\u2028", "\u2029", "\n", "\0", "\uD800"])("%j is no part of a line", (character) => {
  expect(problemOf(singleLine(1, 80), `a${character}b`)).toBe("unprintable");
});

test("an optional name may be empty", () => {
  expect(name(0, 80).parse("  ")).toBe("");
});

test("a name from another system is treated as if a user typed it, or ignored", () => {
  expect(nameOrNull(" A\u0308iti ", 80)).toBe("Äiti");
  for (const value of [undefined, null, 7, {}, [], "", "x".repeat(81)]) expect(nameOrNull(value, 80)).toBeNull();
});

test("every text that fits once it is composed is accepted in its decomposed form", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), (text) => {
      const composed = text.trim().normalize("NFC");
      const schema = singleLine(0, [...composed].length);
      expect(schema.safeParse(text.normalize("NFD")).error?.issues[0]?.message).not.toBe("tooLong");
    }),
  );
  expect(singleLine(1, 3).parse("\u1F82".repeat(3).normalize("NFD"))).toBe("\u1F82".repeat(3));
});

test("a text that is too long is refused before it is normalized, which would take the square of its marks", () => {
  const normalize = String.prototype.normalize;
  const lengths: number[] = [];
  String.prototype.normalize = function (this: string, form?: string) {
    lengths.push(this.length);
    return normalize.call(this, form);
  };
  try {
    expect(problemOf(singleLine(1, 80), `a${"\u0301".repeat(240_000)}`)).toBe("tooLong");
  } finally {
    String.prototype.normalize = normalize;
  }
  expect(lengths).toEqual([]);
});
