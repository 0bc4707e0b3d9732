import "server-only";
import { createTranslator } from "next-intl";
import { joinAsExpected } from "@/lib/auth/members/expected-owners";
import { getBrand } from "@/lib/brand/current";
import { db } from "@/lib/db/client";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { configOf } from "@/lib/i18n/of-locale";
import { addJob } from "@/lib/jobs/add-job";
import { INVITATION_LINK_DAYS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { countMerchantInvitation } from "@/lib/mail/count-mail";
import { type Delivery, deliverMail } from "@/lib/mail/deliver";
import { mailSafeName } from "@/lib/mail/safe-name";
import { type BegunMail, beginMail } from "@/lib/merchant-invitations/begin-mail";
import { settleAbandonedMails, settleMail } from "@/lib/merchant-invitations/settle-mail";

/** How many emails a job sends at most. The pace is a limit (lib/quotas.ts) that all servers share. */
const STEP = 20;

/** Seconds until the next job, when the pace or the mail server ended this one early. */
const PAUSE = 5;

/**
 * Sends the invitations and reminders that are due, at the pace of the limit, and schedules the next job if there are
 * more. Several workers may run at once, and each may die at any time.
 * @throws any database error; the job is then retried, and the sweep adds another one
 */
export async function sendInvitations(): Promise<void> {
  const due = await db().$queryRaw<{ id: string; email: string }[]>`
    SELECT id, email FROM "MerchantInvitation" WHERE "mailDueAt" <= now() ORDER BY "mailDueAt", id LIMIT ${STEP}::int`;
  let isPaused = false;
  for (const { id, email } of due) {
    isPaused = (await sendOne(id, email)) === "pause";
    if (isPaused) break;
  }
  await scheduleInvitations(isPaused ? PAUSE : 0);
}

/**
 * Adds the job that sends invitations, if any is due.
 * @param delay seconds until it runs
 * @param keepsTime whether a job that waits already keeps its time
 */
async function scheduleInvitations(delay: number, keepsTime = false): Promise<void> {
  await db().$transaction(async (tx) => {
    const [due] = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "MerchantInvitation" WHERE "mailDueAt" <= now() LIMIT 1`;
    if (due) await addJob(tx, "send-invitations", {}, { key: "all", delay, keepsTime });
  });
}

/** Puts abandoned emails in doubt, and adds the job for emails that have become due since the last job. */
export async function sweepInvitations(): Promise<void> {
  const abandoned = await settleAbandonedMails();
  if (abandoned > 0) log.warn({ abandoned }, "invitations are in doubt, because their server died while it sent them");
  await scheduleInvitations(PAUSE, true);
}

/** @returns `pause` when no more emails should be sent now */
async function sendOne(id: string, email: string): Promise<"pause" | "next"> {
  try {
    await countMerchantInvitation(email);
  } catch (error) {
    if (isAppError(error, "mail_paused")) return "pause";
    if (!isAppError(error, "too_many_mails")) throw error;
    await db().$executeRaw`
      UPDATE "MerchantInvitation" SET "mailDueAt" = now() + interval '1 hour' WHERE id = ${id}::uuid AND "mailDueAt" <= now()`;
    return "next";
  }
  const begun = await beginMail(id);
  if (!begun) return "next";
  const delivery = await mailInvitation(begun);
  await settleMail(id, delivery);
  // A user who has an account already joins without signing in again.
  await joinAsExpected(begun.to);
  // Without a reply code the server could not be reached, so the others could not be sent either.
  return delivery.result === "later" && delivery.code === null ? "pause" : "next";
}

async function mailInvitation({ to, locale, business, url, isReminder }: BegunMail): Promise<Delivery> {
  const t = createTranslator({ ...configOf(locale), namespace: "mail.merchantInvitation" });
  const { APP_URL } = env();
  const { name: partner } = await getBrand();
  const name = mailSafeName(business);
  const about = name ? t("intro", { partner, business: name }) : t("introUnnamed", { partner });
  return deliverMail({
    to,
    locale,
    subject: t("subject", { partner }),
    before: [...(isReminder ? [t("reminder")] : []), about, t("steps", { partner })],
    link: { href: url, text: t("button") },
    after: [
      t("lifetime", { days: INVITATION_LINK_DAYS }),
      t("afterwards", { url: `${APP_URL}/sign-in`, email: readableEmailAddress(to) }),
      t("ignore"),
    ],
  });
}
