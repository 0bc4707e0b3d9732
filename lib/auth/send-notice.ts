import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { configOf } from "@/lib/i18n/of-locale";
import { log } from "@/lib/log";
import { countNotice } from "@/lib/mail/count-mail";
import { recipientLocale } from "@/lib/mail/recipient-locale";
import { sendMail } from "@/lib/mail/send";

/** A change of an account, by the name of its texts. */
type Notice = "identityLinked" | "identityUnlinked" | "passkeyAdded" | "passkeyRemoved" | "emailChangeUndone";

/**
 * Tells an address by email of a change of an account. Never throws: the change is already made, and a failed email does not
 * undo it.
 */
export async function sendNotice(notice: Notice, to: string): Promise<void> {
  const words = { partner: (await getBrand()).name, provider: env().oidc?.name ?? "" };
  try {
    await countNotice(to);
    const locale = await recipientLocale(to);
    const t = createTranslator({ ...configOf(locale), namespace: `mail.${notice}` });
    await sendMail({
      to,
      locale,
      subject: t("subject", words),
      before: [t("intro", words)],
      after: [t("notYou", words)],
    });
  } catch {
    log.warn({ notice }, "an address could not be told of a change");
  }
}
