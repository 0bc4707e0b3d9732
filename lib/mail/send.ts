import "server-only";
import { createTransport } from "nodemailer";
import type { Logger } from "nodemailer/lib/shared";
import { env } from "@/lib/env";
import { isLoopback } from "@/lib/http/loopback";
import { log } from "@/lib/log";

/** How long the mail server may take, in milliseconds: the visitor waits for it. */
const SMTP_TIMEOUT = 8_000;

/** The content of an email: paragraphs, at most one link, at most one code, paragraphs. */
export type Mail = {
  to: string;
  subject: string;
  before: string[];
  link?: { href: string; text: string };
  code?: { intro: string; digits: string };
  after: string[];
};

/**
 * Sends an email, as text and as HTML.
 * @param mail plain texts, which are escaped
 * @param onHandedOver called when the whole email has been sent to the mail server. Only from then on it may take it
 * @throws when the mail server refuses the email
 */
export async function sendMail(mail: Mail, onHandedOver?: () => void): Promise<void> {
  const { EMAIL_FROM, EMAIL_SERVER } = env();
  const { to, subject, before, link, code, after } = mail;
  const transport = createTransport({
    ...optionsOf(EMAIL_SERVER),
    ...(onHandedOver && { logger: listen(onHandedOver) }),
  });
  try {
    const text = `${[...before, ...(link ? [link.href] : []), ...(code ? [code.intro, code.digits] : []), ...after].join("\n\n")}\n`;
    await transport.sendMail({ to, from: EMAIL_FROM, subject, text, html: mailPage(mail) });
  } catch (error) {
    log.error({ err: error }, "the mail server did not take a mail");
    throw error;
  } finally {
    transport.close();
  }
}

/**
 * The options in the mail server's URL, with ours. nodemailer ignores options beside a URL, so it reads the URL first.
 * Without `requireTLS` someone on the network could remove TLS from the server's offer and read the links.
 */
function optionsOf(url: string) {
  const timeouts = { connectionTimeout: SMTP_TIMEOUT, greetingTimeout: SMTP_TIMEOUT, socketTimeout: SMTP_TIMEOUT };
  const requireTLS = !isLoopback(new URL(url).hostname);
  return { ...createTransport(url).options, ...timeouts, ...(requireTLS && { requireTLS }) };
}

/** A logger that listens for the entry with which nodemailer notes the end of the email (`tnx: "message"`). */
function listen(onHandedOver: () => void): Logger {
  const ignore = () => {};
  const info = (entry: unknown) => {
    if (typeof entry === "object" && entry !== null && "tnx" in entry && entry.tnx === "message") onHandedOver();
  };
  return { level: ignore, trace: ignore, debug: ignore, info, warn: ignore, error: ignore, fatal: ignore };
}

/** The HTML of an email, for all mail clients. Its link looks like a button. */
function mailPage({ before, link, code, after }: Mail): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;
  const button = link
    ? `<p style="margin:24px 0"><a href="${escapeHtml(link.href)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f5c4a;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(link.text)}</a></p>`
    : "";
  const digits = code
    ? `${paragraph(code.intro)}<p style="margin:0 0 24px;font:600 30px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.2em">${escapeHtml(code.digits)}</p>`
    : "";
  return `<!doctype html><html lang="en"><body style="margin:0;padding:32px 24px;font:16px/1.5 -apple-system,'Segoe UI',sans-serif;color:#1c2421;background:#ffffff"><div style="max-width:480px;margin:0 auto">${before.map(paragraph).join("")}${button}${digits}${after.map(paragraph).join("")}</div></body></html>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
