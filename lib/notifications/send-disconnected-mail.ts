import "server-only";
import { createTranslator } from "next-intl";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { countNotice } from "@/lib/mail/limits";
import { mailSafeName } from "@/lib/mail/safe-name";
import { sendMail } from "@/lib/mail/send";
import { countAgainstLimit } from "@/lib/rate-limit";
import messages from "@/messages/en.json";

/**
 * Tells one of a merchant's people that ReceiptHero ended a connection. A worker does so: there is no request here
 * whose language could be asked for.
 * @throws when the mail server does not take the mail; AppError `mail_paused` when there are too many notices in all.
 *   The job is tried again later
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
      status: "REMOVED",
      removedBy: "RECEIPTHERO",
      merchant: { users: { some: { id: userId } } },
    },
    select: { label: true, merchant: { select: { users: { where: { id: userId }, select: { email: true } } } } },
  });
  const to = connection?.merchant.users[0]?.email;
  // Connected again meanwhile, or no colleague any more.
  if (!connection || !to) return;

  const t = createTranslator({ locale: "en-GB", messages, namespace: "mail.ended" });
  const { PARTNER_NAME, APP_URL } = env();
  const label = mailSafeName(connection.label);
  const words = { partner: PARTNER_NAME };
  try {
    await countNotice(to);
  } catch (error) {
    // The page of connections tells the user of this one, as of those that mails told of.
    if (isAppError(error, "too_many_mails")) return;
    throw error;
  }
  await countAgainstLimit("notices-in-all", "");
  await sendMail({
    to,
    subject: t("subject"),
    before: [label ? t("intro", { label, ...words }) : t("introUnnamed", words), t("effect", words)],
    link: { href: `${APP_URL}/connections/${encodeURIComponent(receiptheroId)}`, text: t("button") },
    after: [t("expected")],
  });
}
