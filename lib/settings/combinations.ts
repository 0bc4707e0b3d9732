import type { SettingName } from "./all.ts";

/** Settings that belong together: if one that matches `sign` is set, all of `names` must be set. */
const GROUPS: { sign: RegExp; names: SettingName[] }[] = [
  { sign: /^AUTH_OIDC_/, names: ["AUTH_OIDC_ISSUER", "AUTH_OIDC_CLIENT_ID", "AUTH_OIDC_CLIENT_SECRET"] },
  // Without a group of admins, it would be unclear who decides about them.
  {
    sign: /^AUTH_OIDC_(ROLE_CLAIM|ADMIN_GROUP|SUPPORT_GROUP)$/,
    names: ["AUTH_OIDC_ROLE_CLAIM", "AUTH_OIDC_ADMIN_GROUP"],
  },
  // One alone would send the credentials of ReceiptHero's production to its test environment, or the reverse.
  { sign: /^RECEIPTHERO_(PAGES|API)_URL$/, names: ["RECEIPTHERO_PAGES_URL", "RECEIPTHERO_API_URL"] },
];

/** A setting, and its problem beside the others. */
type Problem = { name: SettingName; problem: string };

/**
 * The problems of settings that make no sense together.
 * @param given names and values, without those that are unset
 */
export function combinationProblems(given: Record<string, string | undefined>): Problem[] {
  const problems = GROUPS.flatMap(({ sign, names }): Problem[] => {
    const reason = Object.keys(given).find((name) => sign.test(name));
    if (reason === undefined) return [];
    return names.filter((name) => !(name in given)).map((name) => ({ name, problem: `is not set, but ${reason} is` }));
  });
  if (given.AUTH_STAFF?.trim() === "oidc" && !Object.keys(given).some((name) => name.startsWith("AUTH_OIDC_"))) {
    problems.push({
      name: "AUTH_OIDC_ISSUER",
      problem: "is not set, but staff sign in with it alone (AUTH_STAFF=oidc)",
    });
  }
  const { AUTH_OIDC_ADMIN_GROUP: admins, AUTH_OIDC_SUPPORT_GROUP: support } = given;
  if (admins !== undefined && admins.trim() === support?.trim()) {
    problems.push({ name: "AUTH_OIDC_SUPPORT_GROUP", problem: "is the same group as AUTH_OIDC_ADMIN_GROUP" });
  }
  return problems;
}
