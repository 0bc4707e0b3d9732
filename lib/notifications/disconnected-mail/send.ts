import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { merchantConnectionPath } from "@/lib/http/paths";
import { configOf, localeOr } from "@/lib/i18n/of-locale";
import { countNotice } from "@/lib/mail/count-mail";
import { mailSafeName } from "@/lib/mail/safe-name";
import { sendMail } from "@/lib/mail/send";
import { countAgainstLimit } from "@/lib/rate-limit";

/**
 * Tells a member that ReceiptHero disconnected a connection. A background worker sends the email.
 * @throws when the mail server refuses the email; AppError `mail_paused` when too many notices were sent in total. The
 * job is retried later
 */
export async function sendDisconnectedMail({
  receiptheroId,
  userId,
}: {
  receiptheroId: string;
  userId: string;
}): Promise<void> {
  const connection = await db().connection.findUnique({
    where: {
      receiptheroId,
      status: "DISCONNECTED",
      disconnectedBy: "RECEIPTHERO",
    },
    select: {
      label: true,
      merchant: {
        select: {
          name: true,
          members: { where: { userId }, select: { role: true, user: { select: { email: true, language: true } } } },
        },
      },
    },
  });
  const member = connection?.merchant.members[0];
  // The connection is active again by now, or the user has left the merchant.
  if (!member) return;
  const to = member.user.email;
  const locale = localeOr(member.user.language);

  const t = createTranslator({ ...configOf(locale), namespace: "mail.disconnected" });
  const { APP_URL } = env();
  const { name: partner } = await getBrand();
  const label = mailSafeName(connection.label);
  const business = mailSafeName(connection.merchant.name);
  const words = { partner };
  try {
    await countNotice(to);
  } catch (error) {
    // The user reached the limit of emails. The page of connections shows the notice anyway.
    if (isAppError(error, "too_many_mails")) return;
    throw error;
  }
  await countAgainstLimit("notices-in-all", "");
  await sendMail({
    to,
    locale,
    subject: t("subject"),
    before: [
      label && business ? t("intro", { label, business, ...words }) : t("introUnnamed", words),
      t("effect", words),
    ],
    link: { href: `${APP_URL}${merchantConnectionPath(receiptheroId)}`, text: t("button") },
    after: [t(member.role === "READER" ? "expectedByReader" : "expected")],
  });
}
