import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// The limits of changes. Every action and every route handler that changes something counts it, or has a line here with
// the reason. The test also fails for a line that is no longer true.

/** The guards that count (lib/forms/action.ts, lib/auth/proof/proven-action.ts). */
const COUNTING_GUARDS = ["formAction", "buttonAction", "provenFormAction", "provenButtonAction"];

/** Actions that are not counted (lib/forms/action.ts), and the reasons. */
const UNCOUNTED_ACTIONS: Record<string, string> = {
  declineMoveAction: "ends an offer, and erases its token",
  disconnectAction: "ends a connection",
  endOtherSessionsAction: "ends sessions",
  endOwnOtherSessionsAction: "ends sessions",
  endOwnSessionAction: "ends a session",
  endSessionAction: "ends a session",
  endViewAction: "ends a view",
  removePasskeyAction: "ends what a passkey opens",
  requestLinkAction: "for everyone: its mails are limited",
  revokeInvitationAction: "ends an invitation",
  signInToJoinAction: "for everyone: its mails are limited",
  signInWithCodeAction: "for everyone: the attempts of a code and a mailbox are limited",
  signInWithPasskeyAction: "for everyone: needs the signature of a passkey, and each one has a limit",
  signInWithProviderAction: "for everyone: the provider decides",
  signOutAction: "ends a session",
  signOutToJoinAction: "ends a session",
  pauseBulkAction: "pauses a bulk disconnect",
  refuseBulkAction: "ends a bulk disconnect that waits",
  cancelRemindersAction: "stops a bulk reminder",
  undoEmailChangeAction: "for everyone: needs a mailed link, which works once",
  unsubscribeAction: "for everyone: needs a signed link, and changes one setting of its user",
  unlinkIdentityAction: "ends what an identity opens",
};

/** Handlers that are not counted, and the reasons. */
const UNCOUNTED_HANDLERS: Record<string, string> = {
  "app/(admin)/admin/brand/upload": "counts each file itself",
  "app/(admin)/admin/imports/upload": "counts each file itself",
  "app/(admin)/admin/invitations/upload": "the same",
  "app/(admin)/admin/connections/[receiptheroId]/certificate.json": "reads",
  "app/(merchant)/connections/[receiptheroId]/receipts.zip/progress": "reads",
  "app/(merchant)/connections/[receiptheroId]/receipts/[receiptId]/[format]": "notes once that a receipt was fetched",
  "app/(merchant)/connections/[receiptheroId]/version": "reads",
  "app/api/account/email": "sets a cookie",
  "app/connect": "sets a cookie, and notes once that a link was opened",
  "app/api/account/invitation": "sets a cookie",
  "app/api/account/reconnect": "sets a cookie",
  "app/api/account/undo-email": "sets a cookie",
  "app/api/account/unsubscribe": "sets a cookie, or changes one setting of the user of a signed link",
  "app/api/auth/[...nextauth]": "each sign-in needs a mail or the provider",
  "app/api/auth/passkey": "reads",
  "app/api/auth/proof": "sets a cookie",
  "app/api/health": "reads",
  "app/api/ready": "reads",
  "app/api/receipthero/callback": "each needs a request, which is counted",
  "app/api/receipthero/membership": "each needs a visit, which is counted",
  "app/api/receipthero/webhook": "ReceiptHero's",
  "app/api/v1/[[...path]]": "the partner's own systems: their keys have a limit of their own",
  "app/api/v1/imports": "the same",
  "app/brand/[file]": "reads",
  "app/language": "counts each change of the account itself",
  "app/metrics": "reads",
};

const read = (path: string) => readFileSync(path, "utf8");

test("every action counts what a user changes, or is listed with the reason", () => {
  const actions = globSync("{app,components,lib}/**/*.{ts,tsx}")
    .filter((path) => /^"use server";/.test(read(path)))
    .flatMap((path) =>
      [...read(path).matchAll(/^export (?:const|async function|function) (\w+)(?: = (\w+)\((?:\s*(\w+),)?)?/gm)].map(
        ([, name = "", guard, authorize]) => ({ name, guard, authorize }),
      ),
    );
  expect(actions.length).toBeGreaterThan(20);
  const uncounted = actions.filter(
    ({ guard = "", authorize }) => !COUNTING_GUARDS.includes(guard) || authorize === "anyone",
  );
  expect(uncounted.map(({ name }) => name).sort()).toEqual(Object.keys(UNCOUNTED_ACTIONS).sort());
});

test("every route handler counts what a user changes, or is listed with the reason", () => {
  const handlers = globSync("app/**/route.{ts,tsx}");
  expect(handlers.length).toBeGreaterThan(10);
  const uncounted = handlers.filter((path) => !/^export const GET = exportHandler\(/m.test(read(path)));
  expect(uncounted.map((path) => path.replace(/\/route\.tsx?$/, "")).sort()).toEqual(
    Object.keys(UNCOUNTED_HANDLERS).sort(),
  );
});
