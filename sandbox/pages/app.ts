import { readFileSync } from "node:fs";
import { Hono } from "hono";
import type { Faults } from "../faults/faults.ts";
import { isLoopbackAddress } from "../http/loopback.ts";
import type { Store } from "../state/store.ts";
import { answerConsent, openConsent } from "./consent.ts";
import { problemPage } from "./layout.ts";
import { showMail, showMailbox } from "./mailbox.ts";
import { answerMembership, openMembership } from "./membership.ts";
import { sendFromForm, showReceiptForm } from "./receipts.ts";
import { pageSecurity, refuseForeignHost } from "./security.ts";
import { showStart } from "./start-page.ts";

const STYLE = readFileSync(new URL("./style.css", import.meta.url), "utf8");

/** Where the fault `redirect` sends a client. A good client never comes here. */
export const REDIRECT_TRAP = "/redirected";

/**
 * The pages: consent, membership view, receipts to send, mailbox, start page.
 * @param host the address that the pages listen on
 */
export function createPages(
  store: Store,
  faults: Faults,
  urls: () => { api: string; control: string; smtp: string },
  host: string,
): Hono {
  const pages = new Hono();
  pages.use(pageSecurity);
  if (isLoopbackAddress(host)) pages.use(refuseForeignHost);
  pages.get("/", showStart(store, urls));
  pages.get("/style.css", (c) => c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8" }));
  pages.get("/auth", openConsent(store, faults));
  pages.post("/auth", answerConsent(store, faults));
  pages.get("/membership", openMembership(store));
  pages.post("/membership", answerMembership(store));
  pages.get("/receipts", showReceiptForm(store));
  pages.post("/receipts", sendFromForm(store));
  pages.get("/mailbox", showMailbox(store));
  pages.get("/mailbox/:id", showMail(store));
  pages.all(REDIRECT_TRAP, (c) => {
    store.change(({ counters }) => {
      counters.redirectsFollowed += 1;
    });
    return c.json({ error: "redirect_followed" });
  });

  pages.notFound((c) => problemPage(c, 404, "No such page", "There is nothing at this address."));
  pages.onError((_error, c) =>
    c.text("The sandbox failed. This is a fault of the sandbox, not of your application.", 500),
  );
  return pages;
}
