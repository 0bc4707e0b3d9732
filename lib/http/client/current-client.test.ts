import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { type Env, readEnv } from "@/lib/env";
import { findClient } from "@/lib/http/client/current-client";
import { customerNetwork } from "@/lib/http/client/customer-network";
import { readIpAddress } from "@/lib/http/client/ip-address";

const settings = vi.hoisted((): { current: Env | null } => ({ current: null }));
vi.mock("@/lib/env", async (original) => ({
  ...(await original<typeof import("@/lib/env")>()),
  env: () => settings.current,
}));
const trust = (TRUSTED_PROXIES: string) => {
  settings.current = readEnv({ ...process.env, TRUSTED_PROXIES });
};
beforeEach(() => trust(""));

test.each([
  ["a direct client", "203.0.113.9", "203.0.113.9"],
  ["a client behind a proxy on this machine", "203.0.113.9, 127.0.0.1", "203.0.113.9"],
  ["a client behind two private proxies", "203.0.113.9, 10.1.2.3, ::ffff:172.16.0.9", "203.0.113.9"],
  ["a client that claims to be another", "198.51.100.1, 203.0.113.9, 127.0.0.1", "203.0.113.9"],
  ["a client that claims to be this machine", "127.0.0.1, 203.0.113.9", "203.0.113.9"],
  ["a client that sends no address", "<script>, 203.0.113.9", "203.0.113.9"],
  ["a proxy that writes the port", "203.0.113.9:50123, 127.0.0.1", "203.0.113.9"],
  ["an IPv6 client", "2001:db8:1:2::9, fe80::1%eth0", "2001:db8:1:2::9"],
  ["an IPv6 client with a port", "[2001:db8:1:2::9]:443, ::1", "2001:db8:1:2::9"],
  ["an IPv4 client on an IPv6 socket", "::ffff:203.0.113.9", "203.0.113.9"],
  ["an IPv4 client spelt in hexadecimal", "::FFFF:CB00:7109", "203.0.113.9"],
])("it finds %s", (_, header, address) => expect(findClient(header)).toEqual({ address, isKnown: true }));

test.each([
  ["nothing but proxies", "10.1.2.3, 127.0.0.1", "10.1.2.3"],
  ["something that is no address", "203.0.113.9, nonsense, 127.0.0.1", "127.0.0.1"],
  ["an address with a leading zero", "0203.0.113.9, 127.0.0.1", "127.0.0.1"],
  ["a closed socket", "203.0.113.9, unknown", "unknown"],
  ["no header", "", "unknown"],
])("it does not take a claim for the client with %s", (_, header, address) =>
  expect(findClient(header)).toEqual({ address, isKnown: false }),
);

test("a proxy with a public address counts once TRUSTED_PROXIES names it, and no other does then", () => {
  const header = "203.0.113.9, 198.51.100.7, 127.0.0.1";
  expect(findClient(header).address).toBe("198.51.100.7");
  trust("127.0.0.1, 198.51.100.0/24");
  expect(findClient(header)).toEqual({ address: "203.0.113.9", isKnown: true });
  expect(findClient("203.0.113.9, 10.1.2.3, 127.0.0.1").address).toBe("10.1.2.3");
  trust("2001:db8::/32,127.0.0.1");
  expect(findClient("203.0.113.9, 2001:db8::5, ::ffff:127.0.0.1").address).toBe("203.0.113.9");
});

test("the address that the proxy saw is found, no matter what the client claims", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.ipV4(), (claim, other) => {
      expect(findClient(`${claim}, ${other}, 203.0.113.9, 127.0.0.1`).address).toBe("203.0.113.9");
    }),
  );
});

test("an IPv6 customer is a /64, however the address is spelt, and an IPv4 customer one address", () => {
  const networkOf = (text: string) => customerNetwork(readIpAddress(text) ?? "");
  const spellings = ["2001:db8:0:7::1", "2001:0DB8:0000:0007:ffff:ffff:ffff:ffff", "2001:db8:0:7:1:2:3:4"];
  expect(new Set(spellings.map(networkOf))).toEqual(new Set(["2001:db8:0:7::/64"]));
  expect(networkOf("2001:db8:0:8::1")).toBe("2001:db8:0:8::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
});

test.each(["10.0.0.0/33", "nonsense", "10.0.0", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "2001:db8::/1e1"])(
  "TRUSTED_PROXIES=%s is refused with an example",
  (TRUSTED_PROXIES) =>
    expect(() => readEnv({ ...process.env, TRUSTED_PROXIES })).toThrow(/TRUSTED_PROXIES holds something .* Example: /),
);
