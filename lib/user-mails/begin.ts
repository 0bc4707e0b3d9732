import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { configOf, localeOr } from "@/lib/i18n/of-locale";
import type { Mail, MailContent } from "@/lib/mail/content";
import { isDue } from "@/lib/user-mails/due";
import { type Topic, topicOf } from "@/lib/user-mails/topics";
import { unsubscribeToken } from "@/lib/user-mails/unsubscribe-token";
import type { Role, UserMailKind } from "@/prisma/generated/enums";

/** An email that is about to be written. */
export type DueMail = {
  about: string;
  number: number;
  userId: string;
  role: Role;
  /** The language of the email: that of the user. */
  locale: Locale;
};

/**
 * Writes an email, from what is true at this moment.
 * @returns null when it should not be sent any more
 */
export type Writer = (tx: Transaction, due: DueMail) => Promise<Omit<MailContent, "small" | "unsubscribe"> | null>;

/** The writer of each kind of email. */
export type Writers = Record<UserMailKind, Writer>;

type Row = Omit<DueMail, "locale"> & { language: string | null } & {
  kind: UserMailKind;
  email: string;
  isDisabled: boolean;
} & Record<Topic, boolean>;

/**
 * Begins to send an email: notes that in the database before the mail server hears of it, and writes it. It is dropped if
 * the user was disabled or has unsubscribed since it was queued, or if the writer finds that it is no longer true.
 * @returns null when there is nothing to send
 */
export function beginUserMail(id: string, writers: Writers): Promise<Mail | null> {
  return db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<Row[]>`
      UPDATE "UserMail" m SET "dueAt" = NULL, "startedAt" = now(), code = NULL, attempts = m.attempts + 1 FROM "User" u
       WHERE m.id = ${id}::uuid AND ${isDue} AND u.id = m."userId"
      RETURNING m.kind, m.about, m.number, m."userId", u.email, u.role, u.language, u."disabledAt" IS NOT NULL AS "isDisabled",
                u."mailsReconnect", u."mailsWeeklyDigest", u."mailsStaffDigest", u."mailsAlarms"`;
    if (!row) return null;
    const topic = topicOf[row.kind];
    const isWanted = !row.isDisabled && row[topic];
    const locale = localeOr(row.language);
    const content = isWanted ? await writers[row.kind](tx, { ...row, locale }) : null;
    if (content) return { ...content, ...(await footer(row.userId, topic, locale)), to: row.email, locale };
    await tx.$executeRaw`
      UPDATE "UserMail" SET state = 'DROPPED', "startedAt" = NULL, "finishedAt" = now() WHERE id = ${id}::uuid`;
    return null;
  });
}

type Footer = Pick<MailContent, "small" | "unsubscribe">;

/** Why the user gets the email, and how to stop such emails. */
async function footer(userId: string, topic: Topic, locale: Locale): Promise<Footer> {
  const t = createTranslator({ ...configOf(locale), namespace: "mail.topics" });
  const { APP_URL } = env();
  const { name: partner } = await getBrand();
  const query = new URLSearchParams({ token: unsubscribeToken(userId, topic) });
  return {
    small: [t(`why.${topic}`, { partner })],
    unsubscribe: { href: `${APP_URL}/api/account/unsubscribe?${query}`, text: t("unsubscribe") },
  };
}
