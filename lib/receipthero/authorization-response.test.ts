import fc from "fast-check";
import { expect, test } from "vitest";
import { readAuthorizationResponse } from "@/lib/receipthero/authorization-response";
import { encodeState } from "@/lib/receipthero/authorize";

test.each([
  ["code=c&state=abcd", { code: "c", state: "abcd" }],
  ["error=access_denied&error_description=No&state=abcd", { error: "access_denied", state: "abcd" }],
  ["error=server_error&state=abcd", { error: "server_error", state: "abcd" }],
  ["code=c&state=ab+d", { code: "c", state: "ab+d" }],
  ["code=c&state=ab%2Bd", { code: "c", state: "ab+d" }],
  ["code=c&state=ab%252Bd", { code: "c", state: "ab+d" }],
  ["code=c&state=ab%253D%253D", { code: "c", state: "ab==" }],
  ["code=c&state=ab%3D%3D", { code: "c", state: "ab==" }],
  ["code=c&state=ab", { code: "c", state: "ab==" }],
  ["code=c&state=ab%25zz", { code: "c", state: "ab%zz===" }],
  ["code=c&state=abcd&iss=x&iss=y&scope=&session_state=1", { code: "c", state: "abcd" }],
  ["code=c&error=&state=abcd", { code: "c", state: "abcd" }],
  ["code=c&state=abcd&state=", { code: "c", state: "abcd" }],
  ["state=abcd", { error: "access_denied", state: "abcd" }],
  ["code=&state=abcd", { error: "access_denied", state: "abcd" }],
  ["status=cancelled&state=abcd", { error: "access_denied", state: "abcd" }],
  ["status=cancelled&error=server_error&state=abcd", { error: "access_denied", state: "abcd" }],
  ["status=modified&code=c&state=abcd", { code: "c", state: "abcd" }],
])("the callback %s is read", (query, expected) => {
  expect(readAuthorizationResponse(new URLSearchParams(query))).toEqual(expected);
});

test.each([
  ["code=c", "state_missing"],
  ["code=c&state=", "state_missing"],
  ["code=c&state=s&state=s", "invalid_request"],
  ["code=c&code=c&state=s", "invalid_request"],
  ["code=c&error=access_denied&state=s", "invalid_request"],
  ["code=%0D%0AX&state=s", "invalid_request"],
  [`code=${"c".repeat(5_000)}&state=s`, "invalid_request"],
  [`code=c&state=${"s".repeat(5_000)}`, "invalid_request"],
])("the callback %s is refused", (query, code) => {
  expect(() => readAuthorizationResponse(new URLSearchParams(query))).toThrow(expect.objectContaining({ code }));
});

/** The changes that servers may make to the state between our redirect and the callback. */
const returns: ((state: string) => string)[] = [
  (state) => encodeURIComponent(state),
  (state) => encodeURIComponent(encodeURIComponent(state)),
  (state) => encodeURIComponent(state.replace(/=+$/, "")),
  (state) => encodeURIComponent(encodeURIComponent(state.replace(/=+$/, ""))),
  (state) => state,
];

test("the state comes back as it was sent, whichever of these ways a server takes", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.dictionary(fc.string(), fc.string()),
      fc.constantFrom(...returns),
      (message, metadata, way) => {
        const sent = encodeState({ message, partnerMetadata: metadata, nonce: "n" });
        fc.pre(encodeURIComponent(sent).length < 4_000);
        const query = new URLSearchParams(`code=c&state=${way(sent)}`);
        expect(readAuthorizationResponse(query)).toEqual({ code: "c", state: sent });
      },
    ),
  );
});

test("another state never becomes the one that was sent", () => {
  const sent = encodeState({ message: "Hello", partnerMetadata: {}, nonce: "n" });
  fc.assert(
    fc.property(fc.nat(sent.replace(/=+$/, "").length - 1), fc.constantFrom(..."ABab01+/%-_"), (index, character) => {
      fc.pre(sent[index] !== character);
      const spoiled = `${sent.slice(0, index)}${character}${sent.slice(index + 1)}`;
      const query = new URLSearchParams({ code: "c", state: spoiled });
      expect(readAuthorizationResponse(query).state).not.toBe(sent);
    }),
  );
});
