import "server-only";
import { createTranslator } from "next-intl";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { sendMail } from "@/lib/mail";
import messages from "@/messages/en.json";

/**
 * Tells one of a merchant's people that ReceiptHero ended a connection. A worker does so: there is no request here
 * whose language could be asked for.
 * @throws when the mail server does not take the mail
 */
export async function mailEnded({ receiptheroId, userId }: { receiptheroId: string; userId: string }): Promise<void> {
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
  const words = { label: connection.label, partner: PARTNER_NAME };
  await sendMail({
    to,
    subject: t("subject", words),
    before: [t("intro", words), t("effect", words)],
    link: { href: `${APP_URL}/connections/${encodeURIComponent(receiptheroId)}`, text: t("button") },
    after: [t("expected")],
  });
}
