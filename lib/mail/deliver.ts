import "server-only";
import type { Mail } from "@/lib/mail/content";
import { readReply } from "@/lib/mail/reply";
import { sendMail } from "@/lib/mail/send";

/**
 * The outcome of an email. `refused`: the mail server refused it for good. `later`: it surely did not take it, and may
 * later. `in_doubt`: the whole email was sent to it, and no reply came. The code is the server's reply (RFC 5321 section
 * 4.2), or null when there was none.
 */
export type Delivery =
  | { result: "sent" }
  | { result: "in_doubt" }
  | { result: "refused"; code: number }
  | { result: "later"; code: number | null };

/** Sends an email, and tells whether the mail server took it. Never throws because of the server. */
export async function deliverMail(mail: Mail): Promise<Delivery> {
  let isHandedOver = false;
  try {
    await sendMail(mail, () => {
      isHandedOver = true;
    });
    return { result: "sent" };
  } catch (error) {
    const { code, isFinal } = readReply(error);
    if (code !== null && isFinal) return { result: "refused", code };
    if (code === null && isHandedOver) return { result: "in_doubt" };
    return { result: "later", code };
  }
}
