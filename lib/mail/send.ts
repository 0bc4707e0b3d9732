import "server-only";
import { Socket } from "node:net";
import { render } from "@react-email/render";
import type { Logger } from "nodemailer/lib/shared";
import { createElement } from "react";
import { getBrand } from "@/lib/brand/current";
import { log } from "@/lib/log";
import { type Mail, mailText } from "@/lib/mail/content";
import { MailPage } from "@/lib/mail/mail-page";
import { noteReply } from "@/lib/mail/note-reply";
import { senderOf } from "@/lib/mail/sender";
import { mailTransport } from "@/lib/mail/transport";
import { countSentMail } from "@/lib/metrics/counts";

/** How long the mail server may take in all, in milliseconds. One that always says a little must not hold up other emails. */
const SMTP_DEADLINE = 30_000;

/**
 * Sends an email, as text and as HTML.
 * @param mail plain texts, which are escaped
 * @param onHandedOver called when the whole email has been sent to the mail server. Only from then on it may take it
 * @throws when the mail server refuses the email, or takes too long
 */
export async function sendMail(mail: Mail, onHandedOver?: () => void): Promise<void> {
  const { to, subject, unsubscribe } = mail;
  const socket = new Socket();
  const transport = mailTransport({ logger: onHandedOver && listen(onHandedOver), socket });
  const deadline = setTimeout(() => socket.destroy(), SMTP_DEADLINE);
  try {
    const brand = await getBrand();
    const html = await render(createElement(MailPage, { ...mail, brand }));
    const headers = unsubscribe ? unsubscribeHeaders(unsubscribe.href) : {};
    await transport.sendMail({ to, ...senderOf(brand), subject, text: mailText(mail), html, headers });
    countSentMail("taken");
    await noteReply(to, null);
  } catch (error) {
    countSentMail("not_taken");
    await noteReply(to, error);
    log.error({ err: error }, "the mail server did not take a mail");
    throw error;
  } finally {
    clearTimeout(deadline);
    transport.close();
  }
}

/** The headers with which mail clients offer to unsubscribe, at one click (RFC 2369, RFC 8058). */
function unsubscribeHeaders(href: string): Record<string, string> {
  return { "List-Unsubscribe": `<${href}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** A logger that listens for the entry with which nodemailer notes the end of the email (`tnx: "message"`). */
function listen(onHandedOver: () => void): Logger {
  const ignore = () => {};
  const info = (entry: unknown) => {
    if (typeof entry === "object" && entry !== null && "tnx" in entry && entry.tnx === "message") onHandedOver();
  };
  return { level: ignore, trace: ignore, debug: ignore, info, warn: ignore, error: ignore, fatal: ignore };
}
