import "server-only";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import { discover } from "@/lib/auth/oidc/discover";
import { db } from "@/lib/db/client";
import { type Finding, fine, nameOf, problem, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";

/** Reads the metadata of the identity provider, if there is one. */
export async function examineProvider(): Promise<Finding[]> {
  const { oidc } = env();
  if (!oidc) return [];
  try {
    const { authorization_endpoint, token_endpoint, userinfo_endpoint, claims_supported } = await discover(oidc.issuer);
    if (authorization_endpoint && token_endpoint && userinfo_endpoint) {
      return [fine("identity provider", "Its metadata names all endpoints."), ...examineClaim(claims_supported)];
    }
    return [problem("identity provider", "Its metadata lacks an endpoint.", "Check AUTH_OIDC_ISSUER.")];
  } catch (error) {
    return [
      problem(
        "identity provider",
        `Its metadata cannot be read (${nameOf(error)}).`,
        "Check AUTH_OIDC_ISSUER: it must equal the issuer in the metadata, with or without a slash at its end.",
      ),
    ];
  }
}

/** Whether the provider names the claim with the groups. Many providers name only some of their claims, or none. */
function examineClaim(named: unknown): Finding[] {
  const claim = env().oidc?.roles?.claim;
  if (claim === undefined || !Array.isArray(named)) return [];
  // Providers name no claim that is inside another one.
  if (named.includes(claim) || named.includes(claim.split(".")[0]))
    return [fine("groups", "The identity provider names the claim of AUTH_OIDC_ROLE_CLAIM.")];
  const advice = "Check how the claim is called there, and whether it needs a scope (AUTH_OIDC_SCOPES).";
  return [warning("groups", "The identity provider does not name the claim of AUTH_OIDC_ROLE_CLAIM.", advice)];
}

/** How staff sign in, and what decides about their roles. */
export async function examineStaff(): Promise<Finding[]> {
  const { AUTH_STAFF, oidc } = env();
  const [staff] = await db().$queryRaw<[{ all: number; unlinked: number }]>`
    SELECT count(*)::int AS all, (count(*) FILTER (WHERE NOT EXISTS
           (SELECT FROM "Account" a WHERE a."userId" = u.id AND a.provider = ${identityIssuer()})))::int AS unlinked
      FROM "User" u WHERE role <> 'MERCHANT' AND "disabledAt" IS NULL`;
  const ways =
    AUTH_STAFF === "oidc"
      ? "with the identity provider alone"
      : "by email, or with the identity provider if there is one";
  const decides = oidc?.roles ? "Groups there decide about roles." : "Admins decide about roles.";
  const findings = [fine("staff", `${staff.all} sign in ${ways}. ${decides}`)];
  if (AUTH_STAFF === "oidc" && staff.unlinked > 0) {
    const message = `${staff.unlinked} of them have not signed in with the identity provider yet.`;
    findings.push(
      warning("staff", message, "Their email address there must be that of their account. Disable who has left."),
    );
  }
  return findings;
}

/** Whether somebody can administer this installation. */
export async function examineAdmins(): Promise<Finding[]> {
  const admins = await db().user.count({ where: { role: "ADMIN", disabledAt: null } });
  if (admins === 1 && env().BULK_APPROVAL_ABOVE !== undefined) {
    const message = "One can sign in, and BULK_APPROVAL_ABOVE needs a second one to approve large bulk disconnects.";
    return [warning("admins", message, "Make another user an admin, or unset BULK_APPROVAL_ABOVE.")];
  }
  if (admins > 0) return [fine("admins", `${admins} can sign in.`)];
  const named = env().ADMIN_EMAILS;
  const disabled = await db().user.count({ where: { email: { in: named }, disabledAt: { not: null } } });
  if (named.length > disabled) return [fine("admins", "ADMIN_EMAILS names one, who becomes it at their next sign-in.")];
  const message = disabled > 0 ? "All that ADMIN_EMAILS names are disabled." : "There is none.";
  return [warning("admins", message, "Set ADMIN_EMAILS, or run the command make-admin.")];
}
