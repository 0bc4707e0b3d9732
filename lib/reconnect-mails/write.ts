import "server-only";
import { createTranslator } from "next-intl";
import { isUnauthorizedReason } from "@/lib/access-tokens/unauthorized-reasons";
import { mailedLink } from "@/lib/auth/links/mailed-link";
import { getBrand } from "@/lib/brand/current";
import { createMailedReconnectLink } from "@/lib/connections/reconnect-link/create-mailed";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { merchantConnectionPath } from "@/lib/http/paths";
import type { Locale } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";
import { RECONNECT_LINK_DAYS } from "@/lib/lifetimes";
import { mailSafeName } from "@/lib/mail/safe-name";
import type { DueMail, Writer } from "@/lib/user-mails/begin";
import { Prisma } from "@/prisma/generated/client";
import type { MemberRole } from "@/prisma/generated/enums";

/** A connection, and the member to whom the email goes. */
type Found = {
  receiptheroId: string;
  merchantId: string;
  label: string;
  business: string;
  reason: string | null;
  memberRole: MemberRole;
};

/** Tells a member that a connection needs reconnecting, first or as a reminder. */
export const writeReconnectNeeded: Writer = (tx, due) => ask(tx, due, "reconnectNeeded");
export const writeReconnectReminder: Writer = (tx, due) => ask(tx, due, "reconnectReminder");

/** Sends a member the link that an admin sends to many. */
export const writeReconnectLink: Writer = (tx, due) => ask(tx, due, "reconnectLink");

/** Tells a member that a connection works again. Only if it is so now: it may have been refused again. */
export const writeReconnected: Writer = async (tx, due) => {
  const found = await find(
    tx,
    due,
    Prisma.sql`
      JOIN "TokenRefusal" r ON r.id = ${due.about}::bigint AND r."isMended"
       AND (c."receiptheroId" = r."receiptheroId" OR c."replacesId" = r."receiptheroId")
       WHERE c.status = 'ACTIVE' AND c.health <> 'unauthorized' ORDER BY c."connectedAt" DESC`,
  );
  if (!found) return null;
  const t = translator(due.locale);
  const { APP_URL } = env();
  const { named, words } = await wordsOf(found);
  return {
    subject: t("mail.reconnected.subject", words),
    before: [named ? t("mail.reconnected.intro", { ...words, ...named }) : t("mail.reconnected.introUnnamed", words)],
    link: { href: `${APP_URL}${merchantConnectionPath(found.receiptheroId)}`, text: t("mail.reconnected.button") },
    after: [t("mail.reconnected.nothing")],
  };
};

type AskKind = "reconnectNeeded" | "reconnectReminder" | "reconnectLink";

/** Asks a member to reconnect, if the connection still needs it. A reader gets no link, and learns which members can. */
async function ask(tx: Transaction, due: DueMail, kind: AskKind) {
  const found = await find(tx, due, kind === "reconnectLink" ? needsLink(due) : isRefused(due));
  if (!found) return null;
  const t = translator(due.locale);
  const { named, words } = await wordsOf(found);
  const isReader = found.memberRole === "READER";
  const reason = isUnauthorizedReason(found.reason) ? found.reason : "refused";
  const intro = kind === "reconnectLink" ? "reconnectLink" : "reconnectNeeded";
  const isUnauthorized = found.reason !== null;
  const content = {
    subject: t(`mail.${kind}.subject`, words),
    before: [
      ...(kind === "reconnectReminder" ? [t("mail.reconnectReminder.again")] : []),
      named ? t(`mail.${intro}.intro`, { ...words, ...named }) : t(`mail.${intro}.introUnnamed`, words),
      isUnauthorized
        ? t(`health.why.unauthorized.${isReader ? "reader" : "merchant"}.${reason}`)
        : t("mail.reconnectLink.why", words),
      t("mail.reconnectNeeded.effect", words),
    ],
  };
  if (isReader) return { ...content, after: [t("mail.reconnectNeeded.reader")] };
  const token = await createMailedReconnectLink(tx, found, due.userId);
  return {
    ...content,
    link: { href: mailedLink("reconnect", token), text: t("mail.reconnectNeeded.button") },
    after: [t("mail.reconnectNeeded.steps"), t("mail.reconnectNeeded.lifetime", { days: RECONNECT_LINK_DAYS })],
  };
}

/** SQL: the connection of the refusal, if the refusal goes on. */
function isRefused({ about }: DueMail): Prisma.Sql {
  return Prisma.sql`
    JOIN "TokenRefusal" r ON r."receiptheroId" = c."receiptheroId" AND r.id = ${about}::bigint AND r."endedAt" IS NULL
     WHERE c.status = 'ACTIVE' AND c.health = 'unauthorized'`;
}

/** SQL: the connection, if it is neither healthy nor disconnected. */
function needsLink({ about }: DueMail): Prisma.Sql {
  return Prisma.sql`WHERE c."receiptheroId" = ${about} AND c.status = 'ACTIVE' AND c.health <> 'healthy'`;
}

/** @param where SQL: joins to and conditions of the connection `c` */
async function find(tx: Transaction, { userId }: DueMail, where: Prisma.Sql): Promise<Found | undefined> {
  const [found] = await tx.$queryRaw<Found[]>`
    SELECT c."receiptheroId", c."merchantId", c.label, m.name AS business, b.role AS "memberRole",
           CASE WHEN c.health = 'unauthorized' THEN c."unauthorizedReason" END AS reason
      FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
           JOIN "Member" b ON b."merchantId" = c."merchantId" AND b."userId" = ${userId}::uuid ${where} LIMIT 1`;
  return found;
}

/** @returns `named`: null when a name could become a link in the email */
async function wordsOf({ label, business }: Found) {
  const safe = { label: mailSafeName(label), business: mailSafeName(business) };
  const named = safe.label && safe.business ? { label: safe.label, business: safe.business } : null;
  return { named, words: { partner: (await getBrand()).name } };
}

const translator = (locale: Locale) => createTranslator(configOf(locale));
