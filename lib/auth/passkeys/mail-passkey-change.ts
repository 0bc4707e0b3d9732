import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import { configOf } from "@/lib/i18n/of-locale";
import { log } from "@/lib/log";
import { countNotice } from "@/lib/mail/count-mail";
import { recipientLocale } from "@/lib/mail/recipient-locale";
import { sendMail } from "@/lib/mail/send";

/**
 * Tells the owner of an account by email that a passkey was added or removed. Never throws: the change is already made, and a
 * failed email does not undo it.
 */
export async function mailPasskeyChange(kind: "passkeyAdded" | "passkeyRemoved", to: string): Promise<void> {
  const { name: partner } = await getBrand();
  const words = { partner };
  try {
    await countNotice(to);
    const locale = await recipientLocale(to);
    const t = createTranslator({ ...configOf(locale), namespace: `mail.${kind}` });
    await sendMail({
      to,
      locale,
      subject: t("subject", words),
      before: [t("intro", words)],
      after: [t("notYou", words)],
    });
  } catch {
    log.warn("an account's owner could not be told of a passkey");
  }
}
