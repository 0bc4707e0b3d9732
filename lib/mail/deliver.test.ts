import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect, vi } from "vitest";
import { env } from "@/lib/env";
import { type Delivery, deliverMail } from "@/lib/mail/deliver";
import { test } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";

const mailTo = (to: string) => ({
  to,
  locale: "en" as const,
  subject: "Invitation",
  before: ["Please connect."],
  after: [],
});

/** The commands of a mail, in order; `.` ends its content. */
const COMMANDS = ["EHLO", "MAIL", "RCPT", "DATA", "."] as const;
type Step = "greeting" | (typeof COMMANDS)[number];

const REPLIES: Record<Step, string> = {
  greeting: "220 here",
  EHLO: "250 here",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go on",
  ".": "250 taken",
};

/** Sends an email to a mail server that at one step gives another reply, or hangs up when that is null. */
async function deliverTo(step: Step | null, reply: string | null): Promise<Delivery> {
  const answer = (socket: Socket, at: Step) => {
    if (at === step && reply === null) return socket.destroy();
    socket.write(`${at === step ? reply : REPLIES[at]}\r\n`);
  };
  const server = createServer((socket) => {
    let isContent = false;
    socket.on("error", () => {});
    answer(socket, "greeting");
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n")) {
        const command = COMMANDS.find((known) => (isContent ? known === "." && line === "." : line.startsWith(known)));
        if (!command) continue;
        isContent = command === "DATA";
        answer(socket, command);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  env().EMAIL_SERVER = `smtp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const delivery = await deliverMail(mailTo("aino@example.com"));
  await new Promise((resolve) => server.close(resolve));
  return delivery;
}

test.each<[title: string, step: Step | null, reply: string | null, delivery: Delivery]>([
  ["takes it", null, null, { result: "sent" }],
  ["refuses the recipient for good", "RCPT", "550 5.1.1 no such user", { result: "refused", code: 550 }],
  ["refuses the content for good", ".", "554 5.7.1 spam", { result: "refused", code: 554 }],
  ["refuses the recipient for now", "RCPT", "451 4.7.1 greylisted", { result: "later", code: 451 }],
  ["refuses the content for now", ".", "452 4.3.1 full", { result: "later", code: 452 }],
  ["refuses us, whatever the mail", "MAIL", "530 5.7.0 authenticate first", { result: "later", code: 530 }],
  ["hangs up at the greeting", "greeting", null, { result: "later", code: null }],
  ["hangs up before the content", "DATA", null, { result: "later", code: null }],
  ["hangs up after the content, before a reply", ".", null, { result: "in_doubt" }],
])("when the mail server %s, that is what became of the mail", async (_title, step, reply, delivery) => {
  expect(await deliverTo(step, reply)).toEqual(delivery);
});

/** Advances the clock of timers, and not that of sockets, until the delivery has ended. */
async function deliverAsTimePasses(address: Server, seconds: number): Promise<Delivery> {
  await new Promise<void>((resolve) => address.listen(0, "127.0.0.1", resolve));
  const { port } = address.address() as AddressInfo;
  env().EMAIL_SERVER = `smtp://127.0.0.1:${port}`;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const connected = once(address, "connection");
  const delivery = deliverMail(mailTo("aino@example.com"));
  await connected;
  await vi.advanceTimersByTimeAsync(seconds * 1_000);
  vi.useRealTimers();
  return delivery;
}

test("a mail server that never says a word, and one that never ends what it says, hold up an email for seconds only", async () => {
  const silent = createServer(() => {});
  expect(await deliverAsTimePasses(silent, 8)).toEqual({ result: "later", code: null });
  const talking = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 here\r\n");
    const talk = setInterval(() => socket.write("250-still here\r\n"), 100);
    socket.on("close", () => clearInterval(talk));
  });
  expect(await deliverAsTimePasses(talking, 30)).toEqual({ result: "later", code: null });
  silent.close();
  talking.close();
});

test("without a mail server a mail goes out later", async () => {
  env().EMAIL_SERVER = "smtp://127.0.0.1:1";
  expect(await deliverMail(mailTo("aino@example.com"))).toEqual({ result: "later", code: null });
});

test("the sandbox refuses the mails of two domains, and takes the others", async ({ mailSandbox }) => {
  env().EMAIL_SERVER = mailSandbox.smtp;
  expect(await deliverMail(mailTo("aino@refused.example"))).toEqual({ result: "refused", code: 550 });
  expect(await deliverMail(mailTo("aino@busy.example"))).toEqual({ result: "later", code: 451 });
  expect(await deliverMail(mailTo("aino@taken.example"))).toEqual({ result: "sent" });
  expect(await mailsTo(mailSandbox, "aino@taken.example")).toHaveLength(1);
});
