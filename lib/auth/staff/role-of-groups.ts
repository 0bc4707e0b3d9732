import "server-only";
import { readGroups } from "@/lib/auth/oidc/claims";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import type { Role } from "@/prisma/generated/enums";

/**
 * The role that the groups of a sign-in at the identity provider give, or null when groups decide about no roles. A claim that
 * is missing means no group: many providers leave it out then.
 * @param userinfo untrusted
 * @param idToken a JWT that Auth.js has validated
 */
export function roleOfGroups(userinfo: unknown, idToken: string | null | undefined): Role | null {
  const roles = env().oidc?.roles;
  if (!roles) return null;
  const groups = readGroups(userinfo, idToken, roles.claim);
  if (groups === null) log.info({ claim: roles.claim }, "the identity provider sent no claim with groups");
  if (groups?.includes(roles.adminGroup)) return "ADMIN";
  return roles.supportGroup !== null && groups?.includes(roles.supportGroup) ? "SUPPORT" : "MERCHANT";
}
