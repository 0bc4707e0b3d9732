import "server-only";
import { getTranslations } from "next-intl/server";
import { createTransport } from "nodemailer";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** How long a sign-in link works, in seconds. */
export const SIGN_IN_LINK_LIFETIME = 10 * 60;

/** A mail server that does not answer is noticed while the visitor waits. Milliseconds. */
const SMTP_TIMEOUT = 8_000;

/**
 * Sends a sign-in link.
 * @param to the visitor's address
 * @param link Auth.js's callback, with token, address and where to go afterwards
 * @throws when the mail server does not take the mail
 */
export async function sendSignInMail(to: string, link: string): Promise<void> {
  const { EMAIL_FROM, EMAIL_SERVER, PARTNER_NAME } = env();
  const t = await getTranslations("mail.signIn");
  const words = { partner: PARTNER_NAME, minutes: SIGN_IN_LINK_LIFETIME / 60 };

  const transport = createTransport({
    url: EMAIL_SERVER,
    connectionTimeout: SMTP_TIMEOUT,
    greetingTimeout: SMTP_TIMEOUT,
    socketTimeout: SMTP_TIMEOUT,
  });
  try {
    await transport.sendMail({
      to,
      from: EMAIL_FROM,
      subject: t("subject", words),
      text: `${t("intro", words)}\n\n${link}\n\n${t("once", words)}\n\n${t("ignore")}\n`,
      html: mailPage([t("intro", words)], { href: link, text: t("button", words) }, [t("once", words), t("ignore")]),
    });
  } catch (error) {
    log.error({ err: error }, "the mail server did not take a sign-in mail");
    throw error;
  } finally {
    transport.close();
  }
}

/** A mail in HTML that reads well everywhere: paragraphs, one link that looks like a button, paragraphs. */
function mailPage(before: string[], link: { href: string; text: string }, after: string[]): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;
  const button = `<p style="margin:24px 0"><a href="${escapeHtml(link.href)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f5c4a;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(link.text)}</a></p>`;
  return `<!doctype html><html lang="en"><body style="margin:0;padding:32px 24px;font:16px/1.5 -apple-system,'Segoe UI',sans-serif;color:#1c2421"><div style="max-width:480px;margin:0 auto">${before.map(paragraph).join("")}${button}${after.map(paragraph).join("")}</div></body></html>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
