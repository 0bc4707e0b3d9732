import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { AddressProblem, readAddress } from "./db/address.ts";
import { parseEmailAddress } from "./email-address.ts";
import { nameOrNull } from "./forms/fields.ts";
import { isLoopback } from "./http/loopback.ts";

/**
 * All settings of the application: format, default and example. Only this file reads `process.env`. The README has a
 * table of the names that it shares with `.env.example`.
 *
 * It leaves out "server-only", because the scripts behind `npm start` read settings before Next runs.
 */

/** Parses a comma separated list into its trimmed, non-empty parts. */
const list = (value: string) =>
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
const baseUrl = plainUrl.transform((value) => value.replace(/\/+$/, ""));

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
const secureBaseUrl = baseUrl.refine(isSecure, INSECURE);

/**
 * An OpenID Connect issuer. A trailing slash is part of the identifier, because it is compared with the provider's own
 * character by character (OpenID Connect Discovery 1.0, section 4.3).
 */
const issuer = plainUrl.refine(isSecure, INSECURE);

const origin = baseUrl
  .refine(
    (value) => !URL.canParse(value) || new URL(value).pathname === "/",
    "must be an origin: scheme, host and port, without a path",
  )
  .transform((value) => new URL(value).origin);

/** As `origin`, and https unless the host is this machine: users sign in there. */
const secureOrigin = origin.refine(
  isSecure,
  "must be https, because people sign in there (http is accepted for this machine alone)",
);

const tokenKeys = z.string().transform((value, context) => {
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

const scopes = z
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
const OWN_NETWORKS = "127.0.0.0/8,::1,169.254.0.0/16,fe80::/10,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

/**
 * IP addresses and networks (CIDR), comma separated. An IPv4 address also matches its IPv4-mapped form, and the
 * reverse.
 */
const networks = z.string().transform((value, context) => {
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

const url = (protocols: string[], meaning: string) =>
  z.string().refine((value) => {
    const parsed = URL.parse(value);
    return parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== "";
  }, meaning);

/** A name that pages and emails show. */
const shownName = (max: number) =>
  z
    .string()
    .transform((value) => nameOrNull(value, max))
    .pipe(z.string(`is longer than ${max} characters, or holds characters that are invisible or change the direction`));

/** A URL that `readAddress` can read. */
const databaseUrl = z.string().superRefine((value, context) => {
  try {
    readAddress(value);
  } catch (error) {
    if (!(error instanceof AddressProblem)) throw error;
    context.addIssue(error.message);
  }
});

const schema = z.object({
  PORT: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is not a port")
    .max(65535, "is not a port")
    .default(3000),
  APP_URL: secureOrigin,
  HOST: z
    .string()
    .refine(
      (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value),
      "is no address and no host name",
    )
    .optional(),
  KEEP_ALIVE_TIMEOUT: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1_000, "is less than a second (it is in milliseconds)")
    .max(3_600_000, "is more than an hour (it is in milliseconds)")
    .default(75_000),
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  AUTH_SECRET: z.string().min(32, "is too short: it needs 32 characters or more"),
  TOKEN_KEYS: tokenKeys,
  EMAIL_SERVER: url(["smtp:", "smtps:"], "is not an smtp:// or smtps:// URL").refine(
    (value) => !URL.parse(value)?.searchParams.has("ignoreTLS"),
    "must not hold ignoreTLS: sign-in links are sent there",
  ),
  EMAIL_FROM: z.string().includes("@", "is not a sender's address"),
  ADMIN_EMAILS: z
    .string()
    .default("")
    .transform((value) => list(value).map(parseEmailAddress))
    .pipe(z.array(z.string("holds something that is not an e-mail address"))),
  RECEIPTHERO_PAGES_URL: secureBaseUrl.default("https://dev.receipthero.io"),
  RECEIPTHERO_API_URL: secureBaseUrl.default("https://api.dev.receipthero.io"),
  RECEIPTHERO_CLIENT_ID: z.string(),
  RECEIPTHERO_CLIENT_SECRET: z.string(),
  RECEIPTHERO_API_KEY: z.string().optional(),
  RECEIPTHERO_WEBHOOK_KEYS: z.string().default("").transform(list),
  RECEIPT_GAP_HOURS: z.coerce
    .number("is not a number")
    .min(1, "is less than an hour")
    .max(720, "is more than 30 days")
    .default(24),
  RECEIPTHERO_SCOPES: scopes.prefault("receipt:read receipt:write"),
  RECEIPTHERO_PKCE: z.enum(["off", "S256"], "is neither off nor S256").default("S256"),
  RECEIPTHERO_SANDBOX_URL: baseUrl.optional(),
  WORKER: z.enum(["on", "off"], "is neither on nor off").default("on"),
  TRUSTED_PROXIES: networks.prefault(OWN_NETWORKS),
  PARTNER_NAME: shownName(60).default("Your company"),
  AUTH_OIDC_ISSUER: issuer.optional(),
  AUTH_OIDC_CLIENT_ID: z.string().optional(),
  AUTH_OIDC_CLIENT_SECRET: z.string().optional(),
  AUTH_OIDC_NAME: shownName(40).default("Single sign-on"),
  AUTH_OIDC_TRUST_EMAIL: z.enum(["off", "on"], "is neither off nor on").default("off"),
});

type SettingName = keyof z.input<typeof schema>;

/** A valid example of each setting, shown beside an error. No example is a secret in use. */
const EXAMPLES: Record<SettingName, string> = {
  PORT: "3000",
  APP_URL: "https://connect.example.com",
  HOST: "0.0.0.0",
  KEEP_ALIVE_TIMEOUT: "75000",
  DATABASE_URL: "postgresql://user:password@db.example.com:5432/receipthero",
  DATABASE_DIRECT_URL: "postgresql://user:password@db.example.com:5432/receipthero",
  AUTH_SECRET: "the output of: openssl rand -base64 33",
  TOKEN_KEYS: "k1:<the output of: openssl rand -base64 32>",
  EMAIL_SERVER: "smtp://user:password@smtp.example.com:587",
  EMAIL_FROM: "Example <no-reply@example.com>",
  ADMIN_EMAILS: "anna@example.com,oskar@example.com",
  RECEIPTHERO_PAGES_URL: "https://dev.receipthero.io",
  RECEIPTHERO_API_URL: "https://api.dev.receipthero.io",
  RECEIPTHERO_CLIENT_ID: "the client id that ReceiptHero gave you",
  RECEIPTHERO_CLIENT_SECRET: "the client secret that ReceiptHero gave you",
  RECEIPTHERO_API_KEY: "the partner app API key that ReceiptHero gave you",
  RECEIPTHERO_WEBHOOK_KEYS: "the key agreed with ReceiptHero for its notifications",
  RECEIPT_GAP_HOURS: "24",
  RECEIPTHERO_SCOPES: "receipt:read receipt:write",
  RECEIPTHERO_PKCE: "off",
  RECEIPTHERO_SANDBOX_URL: "http://127.0.0.1:4000",
  WORKER: "off",
  TRUSTED_PROXIES: "127.0.0.0/8,203.0.113.7",
  PARTNER_NAME: "Example Oy",
  AUTH_OIDC_ISSUER: "https://login.example.com",
  AUTH_OIDC_CLIENT_ID: "receipthero-connect",
  AUTH_OIDC_CLIENT_SECRET: "the client secret of your identity provider",
  AUTH_OIDC_NAME: "Example login",
  AUTH_OIDC_TRUST_EMAIL: "on",
};

/** Settings that belong together: if one that matches `sign` is set, all of `names` must be set. */
const GROUPS: { sign: RegExp; names: SettingName[] }[] = [
  { sign: /^AUTH_OIDC_/, names: ["AUTH_OIDC_ISSUER", "AUTH_OIDC_CLIENT_ID", "AUTH_OIDC_CLIENT_SECRET"] },
  // One alone would send the credentials of ReceiptHero's production to its test environment, or the reverse.
  { sign: /^RECEIPTHERO_(PAGES|API)_URL$/, names: ["RECEIPTHERO_PAGES_URL", "RECEIPTHERO_API_URL"] },
];

/**
 * The parsed settings. `HOST` is null for all addresses of the machine; `oidc` is null unless a provider is configured.
 */
export type Env = Omit<z.output<typeof schema>, "HOST" | "DATABASE_DIRECT_URL" | `AUTH_OIDC_${string}`> & {
  HOST: string | null;
  DATABASE_DIRECT_URL: string;
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string; isEmailTrusted: boolean } | null;
};

/** All problems of the settings, one line each. A line never contains the value of a setting. */
export class SettingsError extends Error {
  override name = "SettingsError";
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`These settings need your attention:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Parses settings.
 * @param source names and values as in `process.env`; an empty value counts as unset
 * @returns the settings with their defaults
 * @throws SettingsError naming all missing or invalid settings
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]) as SettingName;
        return problemLine(name, name in given ? issue.message : "is not set, and without it the server cannot start");
      });

  for (const { sign, names } of GROUPS) {
    const reason = Object.keys(given).find((name) => sign.test(name) && name in schema.shape);
    if (reason === undefined) continue;
    const missing = names.filter((name) => !(name in given));
    problems.push(...missing.map((name) => problemLine(name, `is not set, but ${reason} is`)));
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError([...new Set(problems)]);

  const {
    HOST,
    AUTH_OIDC_ISSUER,
    AUTH_OIDC_CLIENT_ID,
    AUTH_OIDC_CLIENT_SECRET,
    AUTH_OIDC_NAME,
    AUTH_OIDC_TRUST_EMAIL,
    ...rest
  } = parsed.data;
  const oidc =
    AUTH_OIDC_ISSUER && AUTH_OIDC_CLIENT_ID && AUTH_OIDC_CLIENT_SECRET
      ? {
          issuer: AUTH_OIDC_ISSUER,
          clientId: AUTH_OIDC_CLIENT_ID,
          clientSecret: AUTH_OIDC_CLIENT_SECRET,
          name: AUTH_OIDC_NAME,
          isEmailTrusted: AUTH_OIDC_TRUST_EMAIL === "on",
        }
      : null;
  return {
    ...rest,
    HOST: HOST ?? defaultHost(rest.APP_URL),
    DATABASE_DIRECT_URL: rest.DATABASE_DIRECT_URL ?? rest.DATABASE_URL,
    oidc,
  };
}

/** By default, a server whose APP_URL is on this machine accepts connections only from this machine. */
function defaultHost(appUrl: string): string | null {
  const { hostname } = new URL(appUrl);
  if (!isLoopback(hostname)) return null;
  return hostname === "[::1]" ? "::1" : "127.0.0.1";
}

function problemLine(name: SettingName, problem: string): string {
  return `${name} ${problem}. Example: ${name}=${EXAMPLES[name]}`;
}

let cached: Env | undefined;

/**
 * The settings of this process, parsed at the first call and cached. It is a function, because `next build` loads every
 * module on a machine without settings.
 * @throws SettingsError
 */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
