import type { Mail } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

/** The mails in the mailbox, newest first; with an address only those sent to it (letter case does not matter). */
export function listMails(store: Store, to?: string): Mail[] {
  if (!to) return store.state.mails;
  const wanted = to.toLowerCase();
  return store.state.mails.filter((mail) => mail.to.some((address) => address.toLowerCase() === wanted));
}
