import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seal, unseal } from "@/lib/crypto/seal";

const key = (id: string) => ({ id, key: randomBytes(32) });
const oldKey = key("2025");
const newKey = key("2026");
const codeOf = (action: () => unknown) => {
  try {
    action();
    return "opened";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

test("any sealed text can be unsealed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, row) => {
      expect(unseal(seal(text, row, [newKey]), row, [newKey])).toBe(text);
    }),
  );
});

test("the same text seals differently each time, and shows nothing of itself", () => {
  const [first, second] = [seal("the-token", "row", [newKey]), seal("the-token", "row", [newKey])];
  expect(first).not.toBe(second);
  expect(first).not.toContain("the-token");
  expect(first).not.toContain(Buffer.from("the-token").toString("base64url"));
});

test("the first key of the ring seals, every key opens", () => {
  const sealedBefore = seal("token", "row", [oldKey]);
  expect(unseal(sealedBefore, "row", [newKey, oldKey])).toBe("token");
  expect(seal("token", "row", [newKey, oldKey])).toMatch(/^v1\.2026\./);
});

test("a key that is gone is named, the text stays closed", () => {
  const sealed = seal("token", "row", [oldKey]);
  expect(codeOf(() => unseal(sealed, "row", [newKey]))).toBe("seal_key_missing");
  expect(() => unseal(sealed, "row", [newKey])).toThrow(/2025/);
  expect(codeOf(() => seal("token", "row", []))).toBe("seal_key_missing");
});

test("another key of the same name does not open it", () => {
  expect(codeOf(() => unseal(seal("token", "row", [oldKey]), "row", [key("2025")]))).toBe("seal_broken");
});

test("two rows that were swapped do not open", () => {
  expect(codeOf(() => unseal(seal("token", "row a", [newKey]), "row b", [newKey]))).toBe("seal_broken");
});

test("every single changed bit is noticed", () => {
  const sealed = Buffer.from(seal("a token of some length", "row", [newKey]));
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(codeOf(() => unseal(changed.toString("latin1"), "row", [newKey]))).toMatch(/^seal_/);
  }
});

test("a truncated or unrelated text cannot be unsealed", () => {
  const sealed = seal("token", "row", [newKey]);
  for (const text of [
    "",
    "token",
    sealed.slice(0, -1),
    sealed.slice(0, -4),
    `${sealed}.AAAA`,
    sealed.replace("v1", "v2"),
  ]) {
    expect(codeOf(() => unseal(text, "row", [newKey]))).toBe("seal_broken");
  }
});
