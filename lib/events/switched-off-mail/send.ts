import "server-only";
import { createTranslator } from "next-intl";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { FAILING_DAYS, GONE } from "@/lib/events/deliver/schedule";
import { endpointPath } from "@/lib/http/paths";
import { configOf, localeOr } from "@/lib/i18n/of-locale";
import { countNotice } from "@/lib/mail/count-mail";
import { sendMail } from "@/lib/mail/send";
import { countAgainstLimit } from "@/lib/rate-limit";

/**
 * Tells an admin that an endpoint was switched off because its deliveries failed. A background worker sends the email.
 * @throws when the mail server refuses the email; AppError `mail_paused` when too many notices were sent in total. The
 * job is retried later
 */
export async function sendSwitchedOffMail({
  endpointId,
  userId,
}: {
  endpointId: string;
  userId: string;
}): Promise<void> {
  const [endpoint, admin] = await Promise.all([
    db().webhookEndpoint.findUnique({ where: { id: endpointId }, select: { url: true, disabledReason: true } }),
    db().user.findUnique({
      where: { id: userId, role: "ADMIN", disabledAt: null },
      select: { email: true, language: true },
    }),
  ]);
  // The endpoint is on again by now or was deleted, or the user is no admin any more.
  if (!admin || !endpoint) return;
  const { url, disabledReason: reason } = endpoint;
  if (reason !== "gone" && reason !== "failing") return;

  const locale = localeOr(admin.language);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.switchedOff" });
  const { PARTNER_NAME, APP_URL, EVENT_RETENTION_DAYS } = env();
  try {
    await countNotice(admin.email);
  } catch (error) {
    // The admin reached the limit of emails. The page of endpoints says it anyway.
    if (isAppError(error, "too_many_mails")) return;
    throw error;
  }
  await countAgainstLimit("notices-in-all", "");
  await sendMail({
    to: admin.email,
    locale,
    subject: t("subject", { partner: PARTNER_NAME }),
    before: [
      t("intro", { host: new URL(url).host, partner: PARTNER_NAME }),
      t(reason, { days: FAILING_DAYS, gone: String(GONE) }),
      t("effect", { days: EVENT_RETENTION_DAYS }),
    ],
    link: { href: `${APP_URL}${endpointPath(endpointId)}`, text: t("button") },
    after: [],
  });
}
