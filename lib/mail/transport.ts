import "server-only";
import type { Socket } from "node:net";
import { createTransport } from "nodemailer";
import type { Logger } from "nodemailer/lib/shared";
import { env } from "@/lib/env";
import { isLoopback } from "@/lib/http/loopback";

/** How long the mail server may be silent, in milliseconds: the visitor waits for it. */
const SMTP_TIMEOUT = 8_000;

/** A connection to the mail server of EMAIL_SERVER, which opens at its first use. The caller closes it. */
export function mailTransport(options?: { logger?: Logger | undefined; socket: Socket }) {
  return createTransport({ ...optionsOf(env().EMAIL_SERVER), ...options });
}

/**
 * The options in the mail server's URL, with ours. nodemailer ignores options beside a URL, so it reads the URL first.
 * Without `requireTLS` someone on the network could remove TLS from the server's offer and read the links.
 */
function optionsOf(url: string) {
  const timeouts = {
    dnsTimeout: SMTP_TIMEOUT,
    connectionTimeout: SMTP_TIMEOUT,
    greetingTimeout: SMTP_TIMEOUT,
    socketTimeout: SMTP_TIMEOUT,
  };
  const requireTLS = !isLoopback(new URL(url).hostname);
  return { ...createTransport(url).options, ...timeouts, ...(requireTLS && { requireTLS }) };
}
