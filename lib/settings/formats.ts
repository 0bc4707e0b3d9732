import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { AddressProblem, readAddress } from "../db/database-url.ts";
import { parseEmailAddress } from "../email-address.ts";
import { nameOrNull } from "../forms/fields.ts";
import { isLoopback } from "../http/loopback.ts";

// The formats of settings. Each message continues a sentence that begins with the setting's name.

/** Parses a comma separated list into its trimmed, non-empty parts. */
export const list = (value: string) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** An absolute http(s) URL without query and fragment, unchanged. */
const plainUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "is not an http(s) URL")
  .refine((value) => !URL.canParse(value) || !/[?#]/.test(value), "must have no query and no fragment");

/** As `plainUrl`, without a trailing slash. */
export const baseUrl = plainUrl.transform((value) => value.replace(/\/+$/, ""));

/**
 * Whether a URL is https or its host is this machine. A text that is not a URL passes, because another check reports
 * it.
 */
const isSecure = (value: string) => {
  const url = URL.parse(value);
  return url === null || url.protocol === "https:" || isLoopback(url.hostname);
};

const INSECURE = "must be https, because secrets are sent there (http is accepted for this machine alone)";

/** As `baseUrl`, and https unless the host is this machine: the client secret and access tokens are sent there. */
export const secureBaseUrl = baseUrl.refine(isSecure, INSECURE);

/**
 * An OpenID Connect issuer. A trailing slash is part of the identifier, because it is compared with the provider's own
 * character by character (OpenID Connect Discovery 1.0, section 4.3).
 */
export const issuer = plainUrl.refine(isSecure, INSECURE);

const origin = baseUrl
  .refine(
    (value) => !URL.canParse(value) || new URL(value).pathname === "/",
    "must be an origin: scheme, host and port, without a path",
  )
  .transform((value) => new URL(value).origin);

/** Origins, comma separated: each https, unless the host is this machine. */
export const secureOrigins = z.string().transform((value, context) => {
  const origins = list(value).map((entry) => origin.refine(isSecure).safeParse(entry).data);
  if (origins.every((one) => one !== undefined)) return [...new Set(origins)];
  context.addIssue(
    "holds something that is not an https origin such as https://app.example.com (http is accepted for this machine alone)",
  );
  return z.NEVER;
});

/** As `origin`, and https unless the host is this machine: users sign in there. */
export const secureOrigin = origin.refine(
  isSecure,
  "must be https, because people sign in there (http is accepted for this machine alone)",
);

export const tokenKeys = z.string().transform((value, context) => {
  const keys = list(value).map((entry) => {
    const [, id, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+=*)$/.exec(entry) ?? [];
    const key = Buffer.from(encoded ?? "", "base64");
    return id !== undefined && key.length === 32 ? { id, key } : null;
  });
  const usable = keys.filter((key) => key !== null);
  if (usable.length === 0 || usable.length < keys.length) {
    context.addIssue("needs one or more keys of the form id:base64 of exactly 32 bytes, separated by commas");
    return z.NEVER;
  }
  if (new Set(usable.map((key) => key.id)).size < usable.length) {
    context.addIssue("names the same key id twice");
    return z.NEVER;
  }
  return usable;
});

export const scopes = z
  .string()
  .transform((value) => [...new Set(value.split(/\s+/).filter(Boolean))])
  .pipe(
    z
      .array(
        z.enum(["receipt:read", "receipt:write"], { error: "knows the scopes receipt:read and receipt:write alone" }),
      )
      .min(1, "needs at least one scope"),
  );

/** Loopback, link-local and private addresses (RFC 1122, 3927, 1918, 4291, 4193). */
export const OWN_NETWORKS = "127.0.0.0/8,::1,169.254.0.0/16,fe80::/10,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

/**
 * IP addresses and networks (CIDR), comma separated. An IPv4 address also matches its IPv4-mapped form, and the
 * reverse.
 */
export const networks = z.string().transform((value, context) => {
  const all = new BlockList();
  for (const entry of list(value)) {
    const [, address = "", prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const version = isIP(address);
    const bits = Number(prefix ?? (version === 4 ? 32 : 128));
    if (version === 0 || bits > (version === 4 ? 32 : 128)) {
      context.addIssue("holds something that is neither an IP address nor a network such as 10.0.0.0/8");
      return z.NEVER;
    }
    all.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
  }
  return all;
});

export const url = (protocols: string[], meaning: string) =>
  z.string().refine((value) => {
    const parsed = URL.parse(value);
    return parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== "";
  }, meaning);

/** A name that pages and emails show. */
export const shownName = (max: number) =>
  z
    .string()
    .transform((value) => nameOrNull(value, max))
    .pipe(z.string(`is longer than ${max} characters, or holds characters that are invisible or change the direction`));

/** A name of the IANA time zone database that this Node knows. */
export const timeZone = z.string().refine((value) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return /^[A-Z]/i.test(value);
  } catch {
    return false;
  }
}, "is no time zone that this server knows");

/** A URL that `readAddress` can read. */
export const databaseUrl = z.string().superRefine((value, context) => {
  try {
    readAddress(value);
  } catch (error) {
    if (!(error instanceof AddressProblem)) throw error;
    context.addIssue(error.message);
  }
});

/** An email address or an https URL, as the URI that security.txt contains. */
export const contact = z.string().transform((value, context) => {
  const url = contactUrl(value);
  if (url !== null) return url;
  context.addIssue("is neither an email address nor an https URL");
  return z.NEVER;
});

/** The URL of an email address or of an https URL; null for anything else. */
export function contactUrl(value: string): string | null {
  const address = parseEmailAddress(value);
  if (address !== null) return `mailto:${encodeURIComponent(address).replace("%40", "@")}`;
  const url = URL.parse(value);
  return url?.protocol === "https:" ? url.href : null;
}
