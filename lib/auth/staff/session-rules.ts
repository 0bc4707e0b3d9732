import "server-only";
import { env } from "@/lib/env";
import { STAFF_IDLE_HOURS } from "@/lib/lifetimes";
import { Prisma } from "@/prisma/generated/client";

/**
 * SQL: whether a session `s` still works for its user `u`. One of staff ends after `STAFF_IDLE_HOURS` without use. With
 * `AUTH_STAFF=oidc`, staff have only sessions that the identity provider began, or the way back of `ADMIN_EMAILS`. When groups
 * decide about roles, a session of staff ends `STAFF_IDLE_HOURS` after the sign-in, so that the groups are read again.
 */
export function isSessionGood(): Prisma.Sql {
  const { AUTH_STAFF, ADMIN_EMAILS, oidc } = env();
  const hours = Prisma.sql`make_interval(hours => ${STAFF_IDLE_HOURS}::int)`;
  const rules = [Prisma.sql`s."lastUsedAt" > now() - ${hours}`];
  if (AUTH_STAFF === "oidc") {
    rules.push(
      Prisma.sql`CASE s.method WHEN 'sso' THEN TRUE WHEN 'way_back' THEN u.email = ANY (${ADMIN_EMAILS}) ELSE FALSE END`,
    );
  }
  if (oidc?.roles) rules.push(Prisma.sql`s."createdAt" > now() - ${hours}`);
  return Prisma.sql`(u.role = 'MERCHANT' OR (${Prisma.join(rules, " AND ")}))`;
}
