import { html } from "hono/html";
import type { Account, Connection, ConsentVisit, PartnerMetadata, Scope } from "../state/schema.ts";
import { type Html, layout, moment } from "./layout.ts";

/** The account holder's choice. `connection` is a receipthero_id to update, or "new". */
export type ConsentChoice = { accountId: string; cardIds: string[]; connection: string };

/** The content of the consent page. `choice` and `problem` are null when the page is opened. */
export type ConsentPage = {
  clientName: string;
  visit: ConsentVisit;
  message: string | null;
  metadata: PartnerMetadata | null;
  accounts: { account: Account; connections: Connection[] }[];
  choice: ConsentChoice | null;
  problem: string | null;
};

/** The meaning of each scope, in plain words. */
export const SCOPE_WORDS: Record<Scope, string> = {
  "receipt:read": "Read the receipts of the cards you choose",
  "receipt:write": "Send receipts to your ReceiptHero account",
};

/** The consent page: who asks, for what, and which account and cards answer. It works without scripts. */
export function consentView(page: ConsentPage): Html {
  // An account without a connection, so that a second partner customer who accepts every default is connected too.
  const proposed = page.accounts.find(({ connections }) => connections.length === 0) ?? page.accounts[0];
  const chosen = page.choice?.accountId || proposed?.account.id;
  return layout(
    `${page.clientName} asks for access`,
    html`<form class="card" method="post" action="/auth">
      <input type="hidden" name="visit" value="${page.visit.id}" />
      <input type="hidden" name="csrf" value="${page.visit.csrf}" />
      <h1>${page.clientName} asks for access</h1>
      ${page.message === null ? "" : html`<blockquote>${page.message}</blockquote>`}
      ${page.problem === null ? "" : html`<p class="problem" role="alert">${page.problem}</p>`}
      <h2>${page.clientName} will be able to</h2>
      <ul class="scopes">
        ${page.visit.scopes.map((scope) => html`<li>${SCOPE_WORDS[scope]} <code>${scope}</code></li>`)}
      </ul>
      <fieldset>
        <legend>Sandbox: choose who you are</legend>
        ${page.accounts.map(({ account, connections }) =>
          accountChoice(account, connections, account.id === chosen, page.choice),
        )}
      </fieldset>
      ${metadataList(page.clientName, page.metadata)}
      <div class="actions">
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="deny" class="quiet">Deny</button>
      </div>
    </form>`,
  );
}

/** One checkbox a card. */
export function cardChoices(account: Account, fieldName: string, isChecked: (cardId: string) => boolean): Html {
  return html`${account.cards.map(
    (card) => html`<label class="option">
      <input type="checkbox" name="${fieldName}" value="${card.id}" ${isChecked(card.id) ? "checked" : ""} />
      <span>${card.label}</span>
    </label>`,
  )}`;
}

function accountChoice(account: Account, connections: Connection[], isChosen: boolean, choice: ConsentChoice | null) {
  const isCardChecked = (id: string) => !choice || !isChosen || choice.cardIds.includes(id);
  const [newest] = connections;
  const connection = (isChosen ? choice?.connection : undefined) ?? "new";
  return html`<div class="account">
    <label class="option">
      <input
        type="radio"
        name="account"
        value="${account.id}"
        aria-describedby="about-${account.id}"
        required
        ${isChosen ? "checked" : ""}
      />
      <span>${account.name}</span>
    </label>
    <p class="about" id="about-${account.id}">${account.email}</p>
    <div class="details">
      <fieldset>
        <legend>Cards</legend>
        ${cardChoices(account, `cards:${account.id}`, isCardChecked)}
      </fieldset>
      ${newest ? connectionChoice(account, connections, connection) : ""}
    </div>
  </div>`;
}

function connectionChoice(account: Account, connections: Connection[], chosen: string) {
  const option = (value: string, label: string, about: Html | string) =>
    html`<label class="option">
        <input
          type="radio"
          name="connection:${account.id}"
          value="${value}"
          aria-describedby="about-${account.id}-${value}"
          ${value === chosen ? "checked" : ""}
        />
        <span>${label}</span>
      </label>
      <p class="about" id="about-${account.id}-${value}">${about}</p>`;
  return html`<fieldset>
    <legend>This account is connected already</legend>
    ${connections.map(({ receiptheroId, modifiedAt }, index) =>
      option(
        receiptheroId,
        index === 0 ? "Update the existing connection" : `Update connection ${receiptheroId.slice(0, 8)}`,
        html`Last changed ${moment(modifiedAt)}, <code>${receiptheroId}</code>`,
      ),
    )}
    ${option("new", "Make a new connection", "The existing one stays as it is")}
  </fieldset>`;
}

function metadataList(clientName: string, metadata: PartnerMetadata | null) {
  const pairs = Object.entries(metadata ?? {});
  if (pairs.length === 0) return "";
  return html`<details>
    <summary>What ${clientName} will receive back</summary>
    <dl>
      ${pairs.map(
        ([key, value]) =>
          html`<div><dt>${key}</dt><dd>${typeof value === "string" ? value : JSON.stringify(value)}</dd></div>`,
      )}
    </dl>
  </details>`;
}
