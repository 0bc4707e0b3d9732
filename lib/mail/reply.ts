import { z } from "zod";

/** The commands about the recipient and the content. A refusal of any other command concerns all emails. */
const OF_THE_MAIL = ["RCPT TO", "DATA"];

/** How much of a reply is kept, in characters. */
const MAX_REPLY = 200;

const smtpError = z.object({
  responseCode: z.number().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
});

/**
 * Reads the mail server's reply (RFC 5321 section 4.2) from the error of nodemailer.
 * @returns `code`: null when there was no reply. `isFinal`: it refused this email for good. `text`: the reply in one line
 */
export function readReply(error: unknown): { code: number | null; isFinal: boolean; text: string } {
  const { responseCode: code = null, command = "", response = "" } = smtpError.safeParse(error).data ?? {};
  const isFinal = code !== null && code >= 500 && OF_THE_MAIL.includes(command);
  const text = response.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return { code, isFinal, text: (text || String(code ?? "")).slice(0, MAX_REPLY) };
}
