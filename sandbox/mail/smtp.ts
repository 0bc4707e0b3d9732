import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { browsableHost, listenError } from "../http/listener.ts";
import type { Mail } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { keepMail } from "./mails.ts";

const LARGEST_MAIL = 1024 * 1024;

/** The domains whose mails are not taken, with the replies (RFC 5321 section 4.2): for good, and for now. */
const REFUSALS: Record<string, { responseCode: number; message: string }> = {
  "refused.example": { responseCode: 550, message: "5.1.1 No such mailbox here" },
  "busy.example": { responseCode: 451, message: "4.3.2 Please try again later" },
};

/**
 * Opens the SMTP server of the mailbox: it takes every mail, except to two domains, asks for no password, and sends
 * nothing on.
 */
export async function listenSmtp(
  store: Store,
  host: string,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    size: LARGEST_MAIL,
    onRcptTo: ({ address }, _session, done) => {
      const refusal = REFUSALS[address.slice(address.lastIndexOf("@") + 1).toLowerCase()];
      done(refusal && Object.assign(new Error(refusal.message), { responseCode: refusal.responseCode }));
    },
    onData: (stream, session, done) => {
      receive(store, stream, session).then(() => done(), done);
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, "SANDBOX_SMTP_PORT", host, port)));
    server.listen(port, host, resolve);
  });
  // A client that hangs up in the middle must not end the sandbox.
  server.on("error", () => {});

  return {
    url: `smtp://${browsableHost(host)}:${boundPort(server.server.address())}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(store: Store, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const parsed = await simpleParser(stream);
  if (stream.sizeExceeded) throw Object.assign(new Error("The mail is above 1 MiB"), { responseCode: 552 });

  const mail: Mail = {
    id: randomUUID(),
    from: parsed.from?.text ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : ""),
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    subject: parsed.subject ?? "",
    receivedAt: store.now(),
    headers: parsed.headerLines.map(({ line }) => splitHeader(line)),
    // Without a text part mailparser makes one from the HTML part, links included.
    text: parsed.text ?? "",
    html: parsed.html || null,
  };
  keepMail(store, mail);
}

function splitHeader(line: string): { name: string; value: string } {
  const colon = line.indexOf(":");
  return {
    name: line.slice(0, colon),
    value: line
      .slice(colon + 1)
      .replace(/\s+/g, " ")
      .trim(),
  };
}

function boundPort(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
