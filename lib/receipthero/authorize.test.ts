import { expect, test } from "vitest";
import { authorizationUrl, encodeState } from "@/lib/receipthero/authorize";

const state = encodeState({ message: "Hyvää päivää", partnerMetadata: { key: "value" }, nonce: "n" });

test("the authorization URL has the documented parameters, each percent-encoded", () => {
  const url = authorizationUrl({ scopes: ["receipt:read", "receipt:write"], state: "a+b/c=", codeChallenge: null });
  expect(url).toBe(
    "http://127.0.0.1:1/auth?response_type=code&client_id=sandbox-client" +
      "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fapi%2Freceipthero%2Fcallback" +
      "&scope=receipt%3Aread%20receipt%3Awrite&state=a%2Bb%2Fc%3D",
  );
});

test("PKCE adds a challenge", () => {
  const url = new URL(authorizationUrl({ scopes: ["receipt:read"], state, codeChallenge: "challenge" }));
  expect(url.searchParams.get("code_challenge")).toBe("challenge");
  expect(url.searchParams.get("code_challenge_method")).toBe("S256");
});

test("the state is Base64 of the documented JSON", () => {
  expect(JSON.parse(Buffer.from(state, "base64").toString())).toEqual({
    message: "Hyvää päivää",
    partner_metadata: { key: "value" },
    nonce: "n",
  });
});

test("a URL of 2,000 characters is taken, one more is refused", () => {
  const request = { scopes: ["receipt:read" as const], codeChallenge: null };
  const rest = authorizationUrl({ ...request, state: "" }).length;
  expect(authorizationUrl({ ...request, state: "s".repeat(2_000 - rest) })).toHaveLength(2_000);
  expect(() => authorizationUrl({ ...request, state: "s".repeat(2_001 - rest) })).toThrow("authorization_url_too_long");
});
