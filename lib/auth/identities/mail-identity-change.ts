import "server-only";
import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { countNotice } from "@/lib/mail/count-mail";
import { sendMail } from "@/lib/mail/send";

/**
 * Tells the owner of an account by email that an identity was linked or unlinked. Never throws: the change is already
 * made, and a failed email does not undo it.
 */
export async function mailIdentityChange(kind: "identityLinked" | "identityUnlinked", to: string): Promise<void> {
  const { PARTNER_NAME, oidc } = env();
  const t = await getTranslations(`mail.${kind}`);
  const words = { partner: PARTNER_NAME, provider: oidc?.name ?? "" };
  try {
    await countNotice(to);
    await sendMail({ to, subject: t("subject", words), before: [t("intro", words)], after: [t("notYou", words)] });
  } catch {
    log.warn("an account's owner could not be told of a linked identity");
  }
}
