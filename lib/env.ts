import type { z } from "zod";
import { isLoopback } from "./http/loopback.ts";
import { type SettingName, settingsSchema } from "./settings/all.ts";
import { combinationProblems } from "./settings/combinations.ts";
import { explanations } from "./settings/explanations.ts";

/**
 * The settings of this process. Only this file reads `process.env`. lib/settings/ defines and explains each setting.
 *
 * It leaves out "server-only", because the scripts behind `npm start` read settings before Next runs.
 */

/** Settings whose default depends on another setting. */
type Completed = "HOST" | "DATABASE_DIRECT_URL" | "RECEIPTHERO_SCOPES";

type Scope = NonNullable<z.output<typeof settingsSchema>["RECEIPTHERO_SCOPES"]>[number];

/**
 * The parsed settings. `HOST` is null for all addresses of the machine; `oidc` is null unless a provider is configured.
 */
export type Env = Omit<z.output<typeof settingsSchema>, Completed | `AUTH_OIDC_${string}`> & {
  HOST: string | null;
  DATABASE_DIRECT_URL: string;
  RECEIPTHERO_SCOPES: Scope[];
  oidc: Provider | null;
};

/** The identity provider. `roles` is null unless its groups decide who is staff. */
type Provider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  isEmailTrusted: boolean;
  scopes: string[];
  roles: { claim: string; adminGroup: string; supportGroup: string | null } | null;
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
  const parsed = settingsSchema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]) as SettingName;
        return problemLine(name, name in given ? issue.message : "is not set, and without it the server cannot start");
      });

  const known = Object.fromEntries(Object.entries(given).filter(([name]) => name in settingsSchema.shape));
  problems.push(...combinationProblems(known).map(({ name, problem }) => problemLine(name, problem)));
  if (!parsed.success || problems.length > 0) throw new SettingsError([...new Set(problems)]);

  const {
    HOST,
    AUTH_OIDC_ISSUER,
    AUTH_OIDC_CLIENT_ID,
    AUTH_OIDC_CLIENT_SECRET,
    AUTH_OIDC_NAME,
    AUTH_OIDC_TRUST_EMAIL,
    AUTH_OIDC_SCOPES,
    AUTH_OIDC_ROLE_CLAIM: claim,
    AUTH_OIDC_ADMIN_GROUP: adminGroup,
    AUTH_OIDC_SUPPORT_GROUP: supportGroup = null,
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
          scopes: AUTH_OIDC_SCOPES,
          roles: claim && adminGroup ? { claim, adminGroup, supportGroup } : null,
        }
      : null;
  return {
    ...rest,
    HOST: HOST ?? defaultHost(rest.APP_URL),
    DATABASE_DIRECT_URL: rest.DATABASE_DIRECT_URL ?? rest.DATABASE_URL,
    RECEIPTHERO_SCOPES: rest.RECEIPTHERO_SCOPES ?? defaultScopes(rest.RECEIPTHERO_API_KEY),
    oidc,
  };
}

/** By default, a server whose APP_URL is on this machine accepts connections only from this machine. */
function defaultHost(appUrl: string): string | null {
  const { hostname } = new URL(appUrl);
  if (!isLoopback(hostname)) return null;
  return hostname === "[::1]" ? "::1" : "127.0.0.1";
}

/** Without an API key no receipt can be sent, so merchants are not asked to allow it. */
function defaultScopes(apiKey: string | undefined): Scope[] {
  return apiKey === undefined ? ["receipt:read"] : ["receipt:read", "receipt:write"];
}

function problemLine(name: SettingName, problem: string): string {
  const explanation = explanations.get(settingsSchema.shape[name]);
  if (!explanation) throw new Error(`${name} has no explanation in lib/settings/`);
  return `${name} ${problem}. Example: ${name}=${"example" in explanation ? explanation.example : explanation.source}`;
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
