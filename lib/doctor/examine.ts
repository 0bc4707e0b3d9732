import "server-only";
import { redirectUri } from "@/lib/auth/oidc/discover";
import { examineCollector } from "@/lib/doctor/collector";
import { examineDatabase } from "@/lib/doctor/database";
import { type Finding, nameOf, problem } from "@/lib/doctor/finding";
import { examineKeys } from "@/lib/doctor/keys";
import { examineMail } from "@/lib/doctor/mail";
import { examineReceipthero } from "@/lib/doctor/receipthero";
import { examineReplica } from "@/lib/doctor/replica";
import { examineServers } from "@/lib/doctor/servers";
import { checkSettings, type SettingsFound } from "@/lib/doctor/settings";
import { examineAdmins, examineProvider, examineStaff } from "@/lib/doctor/sign-in";
import { examineWork } from "@/lib/doctor/work";
import { env } from "@/lib/env";
import type { Operator } from "@/lib/principal";
import { callbackUri } from "@/lib/receipthero/authorize";
import { membershipUri } from "@/lib/receipthero/membership";

/** An address that somebody else must know, character by character. */
type AddressToRegister = { what: string; where: string; url: string };

export type Examination = Pick<SettingsFound, "set" | "unset"> & {
  findings: Finding[];
  addresses: AddressToRegister[];
};

/**
 * Examines an installation: its settings, its database, and everything that it talks to. Nothing is changed, and no
 * secret is in the result.
 * @param newestMigration the migration that this build needs
 */
export async function examine(operator: Operator, newestMigration: string): Promise<Examination> {
  const { findings, env: settings, set, unset } = checkSettings(process.env);
  if (!settings) return { findings, set, unset, addresses: [] };
  const [database, ...others] = await Promise.all([
    orFailed("database", () => examineDatabase(newestMigration)),
    orFailed("replica", examineReplica),
    orFailed("servers", examineServers),
    orFailed("ReceiptHero", examineReceipthero),
    orFailed("mail server", examineMail),
    orFailed("identity provider", examineProvider),
    orFailed("trace collector", examineCollector),
  ]);
  // Without its tables, the rest has nothing to look at.
  const isReady = database.every(({ state }) => state !== "problem");
  const inside = isReady
    ? await Promise.all([
        orFailed("keys", () => examineKeys(operator)),
        orFailed("work", examineWork),
        orFailed("admins", examineAdmins),
        orFailed("staff", examineStaff),
      ])
    : [];
  return {
    findings: [...findings, ...database, ...inside.flat(), ...others.flat()],
    set,
    unset,
    addresses: addresses(),
  };
}

/** A check that fails is a finding, so that it hides no other. */
async function orFailed(check: string, run: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await run();
  } catch (error) {
    const advice =
      "Do what the other lines say, and run the command again. If it stays, it is a fault of this program.";
    return [problem(check, `This check failed (${nameOf(error)}).`, advice)];
  }
}

function addresses(): AddressToRegister[] {
  const { APP_URL, oidc } = env();
  return [
    { what: "redirect URL", where: "ReceiptHero", url: callbackUri() },
    { what: "redirect URL", where: "ReceiptHero", url: membershipUri() },
    { what: "webhook URL", where: "ReceiptHero", url: `${APP_URL}/api/receipthero/webhook` },
    ...(oidc ? [{ what: "redirect URL", where: "your identity provider", url: redirectUri() }] : []),
  ];
}
