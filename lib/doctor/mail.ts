import "server-only";
import { type Finding, fine, nameOf, problem } from "@/lib/doctor/finding";
import { mailTransport } from "@/lib/mail/transport";

/** Connects to the mail server, with TLS and the password if it has one, and sends nothing. */
export async function examineMail(): Promise<Finding[]> {
  const transport = mailTransport();
  try {
    await transport.verify();
    return [fine("mail server", "It takes our connection and our password.")];
  } catch (error) {
    return [
      problem(
        "mail server",
        `It does not take our connection (${nameOf(error)}).`,
        "Check EMAIL_SERVER: host, port, user, password, and that the server offers TLS. Without it nobody can sign in by email.",
      ),
    ];
  } finally {
    transport.close();
  }
}
