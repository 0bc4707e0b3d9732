import "server-only";
import { discover } from "@/lib/auth/oidc/discover";
import { db } from "@/lib/db/client";
import { type Finding, fine, nameOf, problem, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";

/** Reads the metadata of the identity provider, if there is one. */
export async function examineProvider(): Promise<Finding[]> {
  const { oidc } = env();
  if (!oidc) return [];
  try {
    const { authorization_endpoint, token_endpoint, userinfo_endpoint } = await discover(oidc.issuer);
    if (authorization_endpoint && token_endpoint && userinfo_endpoint) {
      return [fine("identity provider", "Its metadata names all endpoints.")];
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
