import { randomUUID } from "node:crypto";
import type { Handler } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { announce, SAMPLE_MERCHANT } from "../notifications/announce.ts";
import { findActiveConnection } from "../oauth/connections.ts";
import { receiptKind } from "../receipts/kinds.ts";
import type { Connection } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { LARGEST_FORM } from "./form.ts";
import { type Html, layout, problemPage } from "./layout.ts";
import { isOwnRequest } from "./security.ts";

const NOTIFICATIONS = {
  both: "Announce it, then say that it can be read",
  transaction_notification: "Only announce it",
  receipt_notification: "Only say that it can be read",
  full_receipt_notification: "Say that it can be read, with the whole receipt in the notification",
};
type Choice = keyof typeof NOTIFICATIONS;

const BOTH = ["transaction_notification", "receipt_notification"] as const;

/** The outcome of a notification that the partner took. */
const TAKEN = "200";

const order = z.object({
  receipthero_id: z.string(),
  kind: receiptKind.catch("purchase"),
  merchant_name: z.string().trim().min(1).catch(SAMPLE_MERCHANT),
  receipt_id: z.string().trim().min(1).optional().catch(undefined),
  notification: z
    .enum(["both", "transaction_notification", "receipt_notification", "full_receipt_notification"])
    .catch("both"),
  /** The receipt of the order before and what became of it, in an address that the form led to. */
  sent_id: z.string().optional().catch(undefined),
  outcome: z.string().optional().catch(undefined),
});

/** `GET /receipts?receipthero_id=`: a receipt of a chosen kind for one connection. */
export function showReceiptForm(store: Store): Handler {
  return (c) => {
    const parsed = order.safeParse(c.req.query());
    const connection = parsed.success ? findActiveConnection(store, parsed.data.receipthero_id) : undefined;
    if (!parsed.success || !connection) return connectionNotFound(c);
    return c.html(layout("Send a receipt", formView(store, connection, parsed.data)));
  };
}

/** `POST /receipts`: makes the receipt and tells the partner. */
export function sendFromForm(store: Store): Handler {
  return async (c) => {
    if (!isOwnRequest(c)) return problemPage(c, 403, "Not sent from here", "This form was sent by another website.");
    const body = await c.req.text();
    if (body.length > LARGEST_FORM) return problemPage(c, 413, "Too large", "This form is too large.");
    const parsed = order.safeParse(Object.fromEntries(new URLSearchParams(body)));
    const connection = parsed.success ? findActiveConnection(store, parsed.data.receipthero_id) : undefined;
    const client = store.state.clients.find(({ id }) => id === connection?.clientId);
    if (!parsed.success || !connection || !client) return connectionNotFound(c);

    const { kind, merchant_name, notification } = parsed.data;
    const types = notification === "both" ? BOTH : [notification];
    const about = { kind, merchantName: merchant_name, receiptId: parsed.data.receipt_id ?? randomUUID() };
    const outcomes: string[] = [];
    for (const type of types) {
      const { status, error } = await announce(store, client, connection, { type, ...about });
      outcomes.push(error ?? String(status));
    }
    const shown = {
      receipthero_id: connection.receiptheroId,
      kind,
      merchant_name,
      sent_id: about.receiptId,
      outcome: outcomes.find((outcome) => outcome !== TAKEN) ?? TAKEN,
      // An announced receipt can become ready next.
      ...(notification === "transaction_notification" && {
        receipt_id: about.receiptId,
        notification: "receipt_notification",
      }),
    };
    return c.redirect(`/receipts?${new URLSearchParams(shown)}`, 303);
  };
}

function formView(
  store: Store,
  { receiptheroId, accountId }: Connection,
  { kind, merchant_name, receipt_id, notification, sent_id, outcome }: z.infer<typeof order>,
): Html {
  const account = store.state.accounts.find(({ id }) => id === accountId);
  return html`<form class="card" method="post" action="/receipts">
    <input type="hidden" name="receipthero_id" value="${receiptheroId}" />
    <h1>Send a receipt</h1>
    ${outcome === undefined ? "" : outcomeView(outcome, sent_id ?? "")}
    <dl>
      <div><dt>Account</dt><dd>${account?.name ?? accountId}</dd></div>
      <div><dt>Connection id</dt><dd><code>${receiptheroId}</code></dd></div>
    </dl>
    <p class="field">
      <label for="kind">Kind</label>
      <select id="kind" name="kind">
        ${receiptKind.options.map(
          (option) => html`<option value="${option}" ${option === kind ? "selected" : ""}>${option}</option>`,
        )}
      </select>
    </p>
    <p class="field">
      <label for="merchant_name">Shop</label>
      <input id="merchant_name" name="merchant_name" value="${merchant_name}" autocomplete="off" />
    </p>
    <p class="field">
      <label for="receipt_id">Receipt id (made up if it is empty)</label>
      <input id="receipt_id" name="receipt_id" value="${receipt_id ?? ""}" autocomplete="off" />
    </p>
    <fieldset>
      <legend>Notifications</legend>
      ${Object.entries(NOTIFICATIONS).map(([choice, label]) => notificationOption(choice, label, notification))}
    </fieldset>
    <div class="actions"><button>Send</button></div>
  </form>`;
}

function notificationOption(choice: string, label: string, chosen: Choice): Html {
  return html`<label class="option">
    <input type="radio" name="notification" value="${choice}" ${choice === chosen ? "checked" : ""} />
    <span>${label}</span>
  </label>`;
}

function outcomeView(outcome: string, receiptId: string): Html {
  return outcome === TAKEN
    ? html`<p role="status">The partner took the notification of <code>${receiptId}</code>.</p>`
    : html`<p class="problem" role="alert">
        The partner did not take the notification of <code>${receiptId}</code>: ${outcome}. ReceiptHero would not send it
        again.
      </p>`;
}

function connectionNotFound(c: Parameters<typeof problemPage>[0]) {
  return problemPage(c, 404, "No such connection", "It does not exist, or it has ended.");
}
