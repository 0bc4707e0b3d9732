import type { Brand } from "@/lib/brand/brand";
import { env } from "@/lib/env";

/** The email in EMAIL_FROM, which may have a name beside it. No brand changes it: mail servers check its domain. */
export function senderAddress(): string {
  const { EMAIL_FROM } = env();
  return /<([^<>]+)>\s*$/.exec(EMAIL_FROM)?.[1] ?? EMAIL_FROM;
}

/** The fields From and Reply-To of an email. */
export function senderOf({ senderName, replyTo }: Brand) {
  const from = senderName === null ? env().EMAIL_FROM : { name: senderName, address: senderAddress() };
  return replyTo === null ? { from } : { from, replyTo };
}
