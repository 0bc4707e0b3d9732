import type { Handler } from "hono";
import { html } from "hono/html";
import type { Connection } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { layout, moment } from "./layout.ts";

const MOST_CONNECTIONS_SHOWN = 50;

/** `GET /`: what is here, and the connections that exist. */
export function showStart(store: Store, urls: () => { api: string; control: string; smtp: string }): Handler {
  return (c) => {
    const { connections, mails } = store.state;
    const { api, control, smtp } = urls();
    const newest = connections.slice(-MOST_CONNECTIONS_SHOWN).reverse();
    return c.html(
      layout(
        "Start",
        html`<section class="card">
            <h1>A ReceiptHero of your own</h1>
            <p>
              This program plays ReceiptHero's part, so that a partner application can be built, tried and tested
              without an account anywhere. Its account holders, cards, receipts and mails are made up.
            </p>
            <dl>
              <div><dt>Consent page</dt><dd><code>/auth</code>, opened by your application</dd></div>
              <div><dt>Membership view</dt><dd><code>/membership</code>, opened by your application</dd></div>
              <div><dt>Mailbox</dt><dd><a href="/mailbox">${mails.length} ${mails.length === 1 ? "mail" : "mails"}</a>, <code>${smtp}</code></dd></div>
              <div><dt>API</dt><dd><code>${api}</code></dd></div>
              <div><dt>Control API</dt><dd><code>${control}</code>, see <code>sandbox/README.md</code></dd></div>
            </dl>
          </section>
          <section class="card">
            <h2>Connections</h2>
            ${
              newest.length === 0
                ? html`<p class="empty">None yet. Connect from your application.</p>`
                : html`<ul class="mails">
                    ${newest.map((connection) => connectionItem(store, connection))}
                  </ul>`
            }
            ${connections.length > newest.length ? html`<p>The newest ${newest.length} of ${connections.length}.</p>` : ""}
          </section>`,
      ),
    );
  };
}

function connectionItem(store: Store, connection: Connection) {
  const account = store.state.accounts.find((candidate) => candidate.id === connection.accountId);
  const client = store.state.clients.find((candidate) => candidate.id === connection.clientId);
  return html`<li>
    <strong>${account?.name ?? connection.accountId}</strong> with ${client?.name ?? connection.clientId}
    <span class="status ${connection.status}">${connection.status}</span>
    <p>${connection.scopes.join(" ")} · ${moment(connection.modifiedAt)}<br /><code>${connection.receiptheroId}</code></p>
    ${connection.status === "active" ? html`<p><a href="${receiptsPath(connection)}">Send a receipt</a></p>` : ""}
  </li>`;
}

function receiptsPath({ receiptheroId }: Connection): string {
  return `/receipts?${new URLSearchParams({ receipthero_id: receiptheroId })}`;
}
