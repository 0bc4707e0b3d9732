import "server-only";
import { warnAbout } from "@/lib/db/database-url";
import { type Finding, fine, problem, warning } from "@/lib/doctor/finding";
import { type Env, readEnv, SettingsError } from "@/lib/env";
import { settingWarnings } from "@/lib/setting-warnings";
import { type SettingName, settingsSchema } from "@/lib/settings/all";

/** Which settings are set and which have their default. No values. */
export type SettingsFound = { findings: Finding[]; env: Env | null; set: SettingName[]; unset: SettingName[] };

/** Checks every setting of the environment. */
export function checkSettings(source: Record<string, string | undefined>): SettingsFound {
  const names = Object.keys(settingsSchema.shape) as SettingName[];
  const set = names.filter((name) => source[name]?.trim());
  const unset = names.filter((name) => !set.includes(name));
  try {
    const env = readEnv(source);
    return { findings: findingsOf(env, set.length, unset.length), env, set, unset };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const findings = error.problems.map((line) => problem("settings", line, "Set it as docs/settings.md explains."));
    return { findings, env: null, set, unset };
  }
}

function findingsOf(env: Env, set: number, unset: number): Finding[] {
  const ofDatabase = [
    ...warnAbout("DATABASE_URL", env.DATABASE_URL),
    ...(env.DATABASE_DIRECT_URL === env.DATABASE_URL ? [] : warnAbout("DATABASE_DIRECT_URL", env.DATABASE_DIRECT_URL)),
  ];
  const warnings = [...settingWarnings(env), ...ofDatabase].map((text) =>
    warning("settings", text, "Change the setting and restart the servers."),
  );
  if (env.RECEIPTHERO_WEBHOOK_KEYS.length === 0) {
    warnings.push(
      warning(
        "settings",
        "RECEIPTHERO_WEBHOOK_KEYS is not set, so no notification is accepted.",
        "Agree on a key with ReceiptHero, and set it.",
      ),
    );
  }
  if (env.RECEIPTHERO_API_KEY === undefined) {
    warnings.push(
      warning(
        "settings",
        "RECEIPTHERO_API_KEY is not set, so receipts are neither read nor sent.",
        "Set the partner app API key that ReceiptHero gave you, if receipts are to be shown.",
      ),
    );
  }
  return [fine("settings", `${set} are set, ${unset} have their default.`), ...warnings];
}
