import "server-only";
import { z } from "zod";
import { type Mail, sendMail } from "@/lib/mail/send";

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

/** The commands about the recipient and the content. A refusal of any other command concerns all emails. */
const OF_THE_MAIL = ["RCPT TO", "DATA"];

const smtpError = z.object({ responseCode: z.number().optional().catch(undefined), command: z.string().optional() });

/** Sends an email, and tells whether the mail server took it. Never throws because of the server. */
export async function deliverMail(mail: Mail): Promise<Delivery> {
  let isHandedOver = false;
  try {
    await sendMail(mail, () => {
      isHandedOver = true;
    });
    return { result: "sent" };
  } catch (error) {
    const { responseCode: code = null, command = "" } = smtpError.safeParse(error).data ?? {};
    if (code !== null && code >= 500 && OF_THE_MAIL.includes(command)) return { result: "refused", code };
    if (code === null && isHandedOver) return { result: "in_doubt" };
    return { result: "later", code };
  }
}
