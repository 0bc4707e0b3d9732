import { createTranslator } from "next-intl";
import { VALIDATION_NUMBERS } from "@/components/ui/validation-numbers";
import { signInErrors } from "@/lib/auth/sign-in/errors";
import type { OtherCode } from "@/lib/errors/error-codes";
import { failureReasons } from "@/lib/errors/failure-reasons";
import { receiptProblems } from "@/lib/errors/receipt-problems";
import type { RoleProblem } from "@/lib/errors/role-problems";
import { MAX_PARAMETERS } from "@/lib/forms/limits";
import { apiProblems } from "@/lib/http/api-problems";
import { refusalStatus } from "@/lib/http/proxy/refusal";
import { type DownloadRefusal, downloadRefusalStatus } from "@/lib/http/refuse-download";
import {
  AUTHORIZATION_REQUEST_MINUTES,
  EMAIL_CHANGE_MINUTES,
  EMAIL_UNDO_HOURS,
  INVITATION_DAYS,
  LIMIT_MINUTES,
  SIGN_IN_LINK_MINUTES,
  TOKEN_EXCHANGE_SECONDS,
} from "@/lib/lifetimes";
import { CHANGES_PER_HOUR } from "@/lib/quotas";
import { MAX_FORM_BYTES } from "@/lib/size-limits";
import messages from "@/messages/en";

/** A text that the user sees. `status` is the response's, where it stands for the error. */
export type Shown = { code: string; text: string; status?: number };

const t = createTranslator({
  locale: "en-GB",
  messages,
  onError: (error) => {
    throw error;
  },
});

/** The names in the texts stay in braces, as in messages/. */
const names = {
  partner: "{partner}",
  provider: "{provider}",
  button: "{button}",
  label: "{label}",
  email: "{email}",
  self: "{self}",
  business: "{business}",
  own: "{own}",
  fields: "{fields}",
};

const changeLimit = { minutes: LIMIT_MINUTES, max: CHANGES_PER_HOUR };

const downloads: Record<DownloadRefusal, string> = {
  malformed: t("admin.connections.export.malformed"),
  invalid_filter: t("admin.audit.invalidFilter", names),
  cross_site: t("refused.crossSite"),
  download_running: t("settings.data.downloadRunning"),
  too_many_changes: t("tooManyChanges.download", changeLimit),
  storage_unavailable: t("refused.unavailable"),
};

/** The texts of pages whose keys do not contain the code. */
const pages: [code: OtherCode | RoleProblem, text: string][] = [
  ["other_user", titled(t("otherUser.title"), t("otherUser.body"))],
  ["too_many_changes", titled(t("tooManyChanges.title"), t("tooManyChanges.body", changeLimit))],
  ["email_taken", titled(t("settings.email.taken.title"), t("settings.email.taken.body"))],
  ["email_taken", titled(t("undoEmail.takenTitle"), t("undoEmail.takenBody", names))],
  [
    "link_used_up",
    titled(t("settings.email.failed.title"), t("settings.email.failed.body", { minutes: EMAIL_CHANGE_MINUTES })),
  ],
  ["link_used_up", titled(t("undoEmail.usedTitle"), t("undoEmail.usedBody", { ...names, hours: EMAIL_UNDO_HOURS }))],
  ["link_used_up", titled(t("invitation.usedTitle"), t("invitation.usedBody", { days: INVITATION_DAYS }))],
  ["invitation_for_another", titled(t("invitation.otherTitle"), t("invitation.otherBody", names))],
  ["last_member", titled(t("settings.member.lastTitle"), t("settings.member.lastBody", { ...names, count: 2 }))],
  ["last_owner", titled(t("settings.member.ownerTitle"), t("settings.member.ownerBody", names))],
  ["look_only", titled(t("notAllowed.title"), t("notAllowed.look_only"))],
  ["owners_only", titled(t("notAllowed.title"), t("notAllowed.owners_only"))],
  ["view_only", titled(t("notAllowed.title"), t("notAllowed.view_only"))],
  ["own_account", t("admin.users.ownRole")],
  ["role_governed", t("admin.users.governed", names)],
  ["selection_changed", t("admin.bulkDisconnect.new.changed")],
  ["chosen_by_tag", titled(t("admin.bulkDisconnect.problems.title"), t("admin.bulkDisconnect.problems.tag"))],
  ["not_found", titled(t("errors.notFoundTitle"), t("errors.notFoundBody"))],
  ["seal_key_missing", titled(t("errors.title"), t("errors.body"))],
  ["seal_broken", titled(t("errors.title"), t("errors.body"))],
];

const all: Shown[] = [
  ...failureReasons.map((code) => {
    const values = { minutes: AUTHORIZATION_REQUEST_MINUTES, seconds: TOKEN_EXCHANGE_SECONDS };
    return { code, text: titled(t(`outcome.${code}.title`), t(`outcome.${code}.body`, values)) };
  }),
  ...receiptProblems.map((code) => ({
    code,
    text: titled(t(`receipts.problem.${code}.title`), t(`receipts.problem.${code}.body`, names)),
  })),
  ...keysOf(signInErrors).map((code) => {
    const kind = signInErrors[code];
    const values = { ...names, minutes: code === "too_many_sign_ins" ? LIMIT_MINUTES : SIGN_IN_LINK_MINUTES };
    return { code, text: titled(t(`signIn.failed.${kind}Title`, values), t(`signIn.failed.${kind}Body`, values)) };
  }),
  ...pages.map(([code, text]) => ({ code, text })),
  ...keysOf(messages.validation)
    // It is the text of a field, and has a number of its own.
    .filter((code) => code !== "tooLong")
    .map((code) => ({ code, text: t(`validation.${code}`, VALIDATION_NUMBERS) })),
  ...keysOf(refusalStatus).map((code) => {
    const values = { kilobytes: MAX_FORM_BYTES / 1024, parameters: MAX_PARAMETERS };
    return { code, status: refusalStatus[code], text: t(`refused.${code}`, values) };
  }),
  ...keysOf(apiProblems).map((code) => ({ code, status: apiProblems[code].status, text: apiProblems[code].title })),
  ...keysOf(downloads).map((code) => ({ code, status: downloadRefusalStatus[code], text: downloads[code] })),
];

/** The texts of a code in all places that show it: pages, forms, refused requests and downloads. */
export function textsOf(code: string): Shown[] {
  return all.filter((shown) => shown.code === code);
}

function titled(title: string, body: string): string {
  return `**${title}.** ${body}`;
}

function keysOf<Whole extends object>(record: Whole) {
  const isKey = (key: string): key is keyof Whole & string => Object.hasOwn(record, key);
  return Object.keys(record).filter(isKey);
}
