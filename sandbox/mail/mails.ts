import { domainToASCII } from "node:url";
import type { Mail } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

const MOST_MAILS_KEPT = 200;

/** Puts a mail into the mailbox. The oldest one makes way when the mailbox is full. */
export function keepMail(store: Store, mail: Mail): void {
  store.change((state) => {
    state.mails = [mail, ...state.mails].slice(0, MOST_MAILS_KEPT);
  });
}

/** The mails in the mailbox, newest first; with an address only those sent to it, in capitals, in punycode or not. */
export function listMails(store: Store, to?: string): Mail[] {
  if (!to) return store.state.mails;
  const wanted = comparable(to);
  return store.state.mails.filter((mail) => mail.to.some((address) => comparable(address) === wanted));
}

/** An address with its domain in punycode: smtp-server decodes it. */
function comparable(address: string): string {
  const start = address.lastIndexOf("@") + 1;
  return address.slice(0, start).toLowerCase() + domainToASCII(address.slice(start));
}
