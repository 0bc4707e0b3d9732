import type { Context, Handler } from "hono";
import { html } from "hono/html";
import { exactlyOnce, LONGEST_URL } from "../oauth/authorization-request.ts";
import { endConnection, findActiveConnection } from "../oauth/connections.ts";
import type { Account, Connection, MembershipVisit } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { cardChoices, SCOPE_WORDS } from "./consent-view.ts";
import { readForm } from "./form.ts";
import { type Html, layout, moment, problemPage } from "./layout.ts";
import { withParameters } from "./redirect-address.ts";
import { allowRedirectsTo } from "./security.ts";
import { newVisit, withVisit } from "./visits.ts";

/** `GET /membership`: the account holder looks after one connection (receipthero-api.md section 1.5). */
export function openMembership(store: Store): Handler {
  return (c) => {
    if (c.req.url.length > LONGEST_URL) {
      return problemPage(c, 414, "Address too long", `The address must be at most ${LONGEST_URL} characters.`);
    }
    const query = new URL(c.req.url).searchParams;
    const receiptheroId = exactlyOnce(query, "receipthero_id");
    const redirectUri = exactlyOnce(query, "redirect_uri");
    if (receiptheroId === null || redirectUri === null) {
      const message = "receipthero_id and redirect_uri must be given exactly once.";
      return problemPage(c, 400, "This request cannot be answered", message);
    }
    const connection = findActiveConnection(store, receiptheroId);
    if (!connection) return connectionNotFound(c);
    const client = store.state.clients.find((candidate) => candidate.id === connection.clientId);
    if (!client?.redirectUris.includes(redirectUri)) {
      const message = "This redirect_uri is not registered for the application. It must match letter by letter.";
      return problemPage(c, 400, "This request cannot be answered", message);
    }

    const visit: MembershipVisit = { ...newVisit(store), receiptheroId, redirectUri };
    store.change((state) => {
      state.membershipVisits = withVisit(state.membershipVisits, visit);
    });
    return showMembership(c, store, visit, connection, null);
  };
}

/** `POST /membership`: back to the partner with `status` modified, removed or cancelled. */
export function answerMembership(store: Store): Handler {
  return async (c) => {
    const read = await readForm(c, store.state.membershipVisits, store.now());
    if ("refusal" in read) return read.refusal;
    const { form, visit } = read;
    const connection = findActiveConnection(store, visit.receiptheroId);
    if (!connection) return connectionNotFound(c);
    const leave = (status: "modified" | "removed" | "cancelled") => {
      closeVisit(store, visit);
      const { receiptheroId, redirectUri } = visit;
      return c.redirect(withParameters(redirectUri, { status, receipthero_id: receiptheroId }), 303);
    };

    if (form.get("decision") === "remove") {
      endConnection(store, connection, "membership");
      return leave("removed");
    }
    if (form.get("decision") !== "save") return leave("cancelled");

    const account = store.state.accounts.find((candidate) => candidate.id === connection.accountId);
    const cardIds = account?.cards.map((card) => card.id).filter((id) => form.getAll("cards").includes(id)) ?? [];
    if (cardIds.length === 0) {
      return showMembership(c, store, visit, connection, "Choose at least one card, or remove the connection.");
    }
    store.change(() => {
      connection.cardIds = cardIds;
      connection.modifiedAt = store.now();
    });
    return leave("modified");
  };
}

function showMembership(
  c: Context,
  store: Store,
  visit: MembershipVisit,
  connection: Connection,
  problem: string | null,
) {
  const account = store.state.accounts.find((candidate) => candidate.id === connection.accountId);
  const client = store.state.clients.find((candidate) => candidate.id === connection.clientId);
  if (!account || !client) return connectionNotFound(c);
  allowRedirectsTo(c, visit.redirectUri);
  return c.html(membershipView(client.name, account, visit, connection, problem), problem === null ? 200 : 422);
}

function membershipView(
  clientName: string,
  account: Account,
  visit: MembershipVisit,
  connection: Connection,
  problem: string | null,
): Html {
  return layout(
    `Your connection to ${clientName}`,
    html`<form class="card" method="post" action="/membership">
      <input type="hidden" name="visit" value="${visit.id}" />
      <input type="hidden" name="csrf" value="${visit.csrf}" />
      <h1>Your connection to ${clientName}</h1>
      ${problem === null ? "" : html`<p class="problem" role="alert">${problem}</p>`}
      <dl>
        <div><dt>Account</dt><dd>${account.name}</dd></div>
        <div><dt>Connected</dt><dd>${moment(connection.createdAt)}</dd></div>
        <div><dt>Last changed</dt><dd>${moment(connection.modifiedAt)}</dd></div>
        <div><dt>Connection id</dt><dd><code>${connection.receiptheroId}</code></dd></div>
      </dl>
      <h2>${clientName} can</h2>
      <ul class="scopes">
        ${connection.scopes.map((scope) => html`<li>${SCOPE_WORDS[scope]} <code>${scope}</code></li>`)}
      </ul>
      <fieldset>
        <legend>Cards of this connection</legend>
        ${cardChoices(account, "cards", (id) => connection.cardIds.includes(id))}
      </fieldset>
      <div class="actions">
        <button name="decision" value="save">Save changes</button>
        <button name="decision" value="cancel" class="quiet">Cancel</button>
        <button name="decision" value="remove" class="danger">Remove the connection</button>
      </div>
    </form>`,
  );
}

function connectionNotFound(c: Context) {
  return problemPage(c, 404, "No such connection", "It does not exist, or it has ended.");
}

function closeVisit(store: Store, visit: MembershipVisit): void {
  store.change((state) => {
    state.membershipVisits = state.membershipVisits.filter((other) => other !== visit);
  });
}
