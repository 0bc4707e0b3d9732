import { z } from "zod";
import { emailAddress } from "@/lib/email-address";
import { MAX_PROFILE_NAME, nameOrNull } from "@/lib/forms/fields";

const subjectSchema = z.object({ sub: z.string().min(1) });

/** A boolean claim. Some providers send it as a string, contrary to OpenID Connect Core 1.0, section 5.1. */
const booleanClaim = z
  .union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })])
  .nullish()
  // Any other value counts as unconfirmed.
  .catch(false);

const addressSchema = z.object({ email: emailAddress(), email_verified: booleanClaim });
const nameSchema = z.object({ name: z.unknown() });

/** A provider's claims about a user. `isEmailVerified` is null when the provider omits it. */
export type Claims = { subject: string; email: string | null; isEmailVerified: boolean | null; name: string | null };

/**
 * Reads the claims of a userinfo response and of the ID token. Providers differ in where they put the email, so it
 * comes from the first of the two that has one. Its confirmation may also come from the other one, if that has the same
 * email.
 * @param userinfo untrusted; Auth.js has compared its `sub` with the ID token's
 * @param idToken a JWT that Auth.js has validated
 * @throws ZodError when there is no `sub`
 */
export function readClaims(userinfo: unknown, idToken: string | null | undefined): Claims {
  const sources = [userinfo, payloadOf(idToken)];
  const [address, other] = sources.flatMap((source) => addressSchema.safeParse(source).data ?? []);
  const isSame = address !== undefined && address.email === other?.email;
  return {
    subject: subjectSchema.parse(userinfo).sub,
    email: address?.email ?? null,
    isEmailVerified: address?.email_verified ?? (isSame ? other.email_verified : null) ?? null,
    name: nameOrNull(nameSchema.safeParse(userinfo).data?.name, MAX_PROFILE_NAME),
  };
}

const groupSchema = z.string();
const groupsSchema = z
  .union([z.array(z.unknown()), groupSchema.transform((group): unknown[] => [group])])
  .transform((groups) => groups.flatMap((group) => groupSchema.safeParse(group).data ?? []));

/**
 * The groups of a user: those of the ID token, or else those of the userinfo response.
 * @param claim the name of the claim, also one that looks like a URL, or the path to it: names with dots between them
 * @returns null when neither has the claim as a text or a list
 */
export function readGroups(userinfo: unknown, idToken: string | null | undefined, claim: string): string[] | null {
  for (const source of [payloadOf(idToken), userinfo]) {
    const groups = groupsSchema.safeParse(claimAt(source, claim)).data;
    if (groups) return groups;
  }
  return null;
}

/**
 * The claim of a name. If there is none, the name may be a path, as in Keycloak's `realm_access.roles`. A name on the path
 * may have dots itself.
 */
function claimAt(source: unknown, path: string): unknown {
  const claims = z.record(z.string(), z.unknown()).safeParse(source).data ?? {};
  if (Object.hasOwn(claims, path)) return claims[path];
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    const found = Object.hasOwn(claims, name) ? claimAt(claims[name], path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The claims in a JWT (RFC 7519, section 3), or null. */
function payloadOf(token: string | null | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
