import { randomUUID } from "node:crypto";
import type { Context, Handler } from "hono";
import { CONSENT_ANSWER, CONSENT_OPENING, type Faults } from "../faults/faults.ts";
import { LONGEST_URL, parseAuthorizationRequest } from "../oauth/authorization-request.ts";
import { issueCode } from "../oauth/codes.ts";
import { activeConnections } from "../oauth/connections.ts";
import { readStateParameter } from "../oauth/state-parameter.ts";
import type { ConsentVisit, Grant } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import { callbackParameters } from "./callback-parameters.ts";
import { type ConsentChoice, consentView } from "./consent-view.ts";
import { readForm } from "./form.ts";
import { problemPage } from "./layout.ts";
import { withParameters } from "./redirect-address.ts";
import { allowRedirectsTo } from "./security.ts";
import { newVisit, withVisit } from "./visits.ts";

/** How many connections of one account the page offers to update, newest first. */
const MOST_CONNECTIONS_OFFERED = 5;

/** `GET /auth`: the consent page (receipthero-api.md section 1.1). */
export function openConsent(store: Store, faults: Faults): Handler {
  return async (c) => {
    const fault = faults.take("consent", CONSENT_OPENING);
    if (fault === "hang") await new Promise(() => {});
    if (fault === "500") return c.text("Internal Server Error", 500);
    if (fault === "503") return c.text("Service Unavailable", 503, { "Retry-After": "1" });
    if (c.req.url.length > LONGEST_URL) {
      return problemPage(c, 414, "Address too long", `The address must be at most ${LONGEST_URL} characters.`);
    }

    const parsed = parseAuthorizationRequest(new URL(c.req.url).searchParams, store.state.clients);
    if ("problem" in parsed) {
      const { problem } = parsed;
      if (problem.to === "page") return problemPage(c, 400, "This request cannot be answered", problem.message);
      const { redirectUri, error, description, state } = problem;
      return redirectWithError(c, redirectUri, error, description, state);
    }

    const { client, ...asked } = parsed.request;
    const visit: ConsentVisit = { ...newVisit(store), clientId: client.id, ...asked };
    store.change((state) => {
      state.consentVisits = withVisit(state.consentVisits, visit);
    });
    return showConsent(c, store, visit, null, null);
  };
}

/** `POST /auth`: Approve makes a code, Deny an error; both go back to the partner (section 1.2). */
export function answerConsent(store: Store, faults: Faults): Handler {
  return async (c) => {
    const read = await readForm(c, store.state.consentVisits, store.now());
    if ("refusal" in read) return read.refusal;
    const { form, visit } = read;
    const deny = () => {
      closeVisit(store, visit);
      const description = "The account holder did not approve.";
      return redirectWithError(c, visit.redirectUri, "access_denied", description, visit.state);
    };
    if (form.get("decision") !== "approve") return deny();

    const choice = readChoice(form);
    const result = toGrant(store, visit, choice);
    if ("problem" in result) return showConsent(c, store, visit, choice, result.problem);
    const fault = faults.take("consent", CONSENT_ANSWER);
    if (fault === "denied") return deny();

    const parameters = store.change(() => {
      closeVisit(store, visit);
      const makeCode = () => issueCode(store, result.grant, visit.redirectUri, visit.codeChallenge);
      return callbackParameters(fault, visit.state, makeCode);
    });
    return c.redirect(withParameters(visit.redirectUri, parameters), 303);
  };
}

function showConsent(
  c: Context,
  store: Store,
  visit: ConsentVisit,
  choice: ConsentChoice | null,
  problem: string | null,
) {
  const { accounts, clients } = store.state;
  const client = clients.find((candidate) => candidate.id === visit.clientId);
  if (!client) return problemPage(c, 400, "This request cannot be answered", "The application is not known any more.");

  allowRedirectsTo(c, visit.redirectUri);
  const view = consentView({
    clientName: client.name,
    visit,
    ...readStateParameter(visit.state),
    accounts: accounts.map((account) => ({
      account,
      connections: activeConnections(store, client.id, account.id).slice(-MOST_CONNECTIONS_OFFERED).reverse(),
    })),
    choice,
    problem,
  });
  return c.html(view, problem === null ? 200 : 422);
}

function readChoice(form: URLSearchParams): ConsentChoice {
  const accountId = form.get("account") ?? "";
  return {
    accountId,
    cardIds: form.getAll(`cards:${accountId}`),
    connection: form.get(`connection:${accountId}`) ?? "new",
  };
}

function toGrant(store: Store, visit: ConsentVisit, choice: ConsentChoice): { grant: Grant } | { problem: string } {
  const account = store.state.accounts.find((candidate) => candidate.id === choice.accountId);
  if (!account) return { problem: "Choose an account." };
  const cardIds = account.cards.map((card) => card.id).filter((id) => choice.cardIds.includes(id));
  if (cardIds.length === 0) return { problem: "Choose at least one card." };

  const existing = activeConnections(store, visit.clientId, account.id);
  const isUpdate = existing.some((connection) => connection.receiptheroId === choice.connection);
  if (!isUpdate && choice.connection !== "new") {
    return { problem: "The connection to update has ended. Choose again." };
  }
  const receiptheroId = isUpdate ? choice.connection : randomUUID();
  const { clientId, scopes, state } = visit;
  const partnerMetadata = readStateParameter(state).metadata;
  return { grant: { receiptheroId, clientId, accountId: account.id, scopes, cardIds, partnerMetadata } };
}

function closeVisit(store: Store, visit: ConsentVisit): void {
  store.change((state) => {
    state.consentVisits = state.consentVisits.filter((other) => other !== visit);
  });
}

/** RFC 6749 section 4.1.2.1. */
function redirectWithError(c: Context, uri: string, error: string, description: string, state: string | null) {
  const parameters = { error, error_description: description, ...(state === null ? {} : { state }) };
  return c.redirect(withParameters(uri, parameters), 303);
}
