import { z } from "zod";

const DEFAULT_PAGES_PORT = 4000;

const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a port number from 0 to 65535 (0: any free port)")
  .transform(Number)
  .refine((value) => value <= 65_535, "must be a port number from 0 to 65535 (0: any free port)");

const text = z.string().min(1);
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/** A redirect URI as it is registered: absolute, http or https, no fragment (RFC 6749 section 3.1.2). */
export const redirectUri = webUrl.refine((value) => !value.includes("#"), "must not have a fragment (#)");

const redirectUris = z
  .string()
  .transform((value) => value.split(",").map((uri) => uri.trim()))
  .pipe(z.array(redirectUri).min(1));

const environment = z.object({
  SANDBOX_HOST: text.default("127.0.0.1"),
  SANDBOX_PORT: port.default(DEFAULT_PAGES_PORT),
  SANDBOX_API_PORT: port.optional(),
  SANDBOX_CONTROL_PORT: port.optional(),
  SANDBOX_SMTP_PORT: port.optional(),
  SANDBOX_CLIENT_ID: text.default("sandbox-client"),
  SANDBOX_CLIENT_SECRET: text.default("sandbox-secret"),
  SANDBOX_CLIENT_NAME: text.default("Your company"),
  SANDBOX_REDIRECT_URIS: redirectUris.default([
    "http://localhost:3000/api/receipthero/callback",
    "http://localhost:3000/api/receipthero/membership",
  ]),
  SANDBOX_API_KEY: text.default("sandbox-api-key"),
  SANDBOX_WEBHOOK_URL: webUrl.default("http://localhost:3000/api/receipthero/webhook"),
  SANDBOX_WEBHOOK_KEY: text.default("sandbox-webhook-key"),
  SANDBOX_DATA: text.optional(),
  SANDBOX_LOG: z.enum(["0", "1"], { error: "must be 1 or 0" }).default("0"),
});

/** A partner application that the sandbox knows. */
export type Client = {
  id: string;
  secret: string;
  name: string;
  redirectUris: string[];
  apiKey: string;
  webhookUrl: string;
  webhookKey: string;
};

/** Everything `startSandbox` needs. A port of 0 means any free port; `dataFolder: null` keeps the state in memory. */
export type Settings = {
  host: string;
  ports: { pages: number; api: number; control: number; smtp: number };
  client: Client;
  dataFolder: string | null;
  log: boolean;
};

/** Settings that cannot be used: `problems` holds one clear line a setting. */
export class SettingsError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Takes the environment (an empty string counts as unset), gives the settings, throws `SettingsError`. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const byName = new Map(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
    throw new SettingsError([...byName].map(([name, message]) => `${name}: ${message}`));
  }

  const value = parsed.data;
  // With an any-free-port pages port there is nothing to count from, so the others are free ports too.
  const following = (offset: number) => (value.SANDBOX_PORT === 0 ? 0 : value.SANDBOX_PORT + offset);
  const ports = {
    pages: value.SANDBOX_PORT,
    api: value.SANDBOX_API_PORT ?? following(1),
    control: value.SANDBOX_CONTROL_PORT ?? following(2),
    smtp: value.SANDBOX_SMTP_PORT ?? following(3),
  };
  if (Math.max(...Object.values(ports)) > 65_535) {
    throw new SettingsError(["SANDBOX_PORT: must be at most 65532, the three ports after it are used too"]);
  }

  return {
    host: value.SANDBOX_HOST,
    ports,
    client: {
      id: value.SANDBOX_CLIENT_ID,
      secret: value.SANDBOX_CLIENT_SECRET,
      name: value.SANDBOX_CLIENT_NAME,
      redirectUris: value.SANDBOX_REDIRECT_URIS,
      apiKey: value.SANDBOX_API_KEY,
      webhookUrl: value.SANDBOX_WEBHOOK_URL,
      webhookKey: value.SANDBOX_WEBHOOK_KEY,
    },
    dataFolder: value.SANDBOX_DATA ?? null,
    log: value.SANDBOX_LOG === "1",
  };
}
