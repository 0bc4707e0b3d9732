// How long things last. The texts in messages/ name these numbers, in the browser too, so nothing here is server-only.
// The database's schema repeats some of them as defaults of "expiresAt": test/lifetimes.test.ts compares the two.

/** A session, since its last renewal. Auth.js renews it at most once a day. */
export const SESSION_DAYS = 30;

/** A session of the staff also ends after this long without use. */
export const STAFF_IDLE_HOURS = 12;

/** A sign-in link. Some mail servers delay the first email of a new sender by 15 minutes. */
export const SIGN_IN_LINK_MINUTES = 60;

/**
 * A mailed code. The sign-in email states one time for both its link and its code.
 * @alias SIGN_IN_LINK_MINUTES
 */
export const MAILED_CODE_MINUTES = SIGN_IN_LINK_MINUTES;

/** After too many wrong codes, no code of the mailbox works for this long. */
export const CODE_LOCK_MINUTES = 60;

/** Staff view a merchant for so long, and may begin again. */
export const VIEW_MINUTES = 30;

/** A link that confirms a new email address. */
export const EMAIL_CHANGE_MINUTES = 60;

/** A link that undoes an email change. */
export const EMAIL_UNDO_HOURS = 72;

/** An invitation to become a member of a business. */
export const INVITATION_DAYS = 7;

/** The link of a merchant invitation, from its newest email on. */
export const INVITATION_LINK_DAYS = 14;

/** An invitation is mailed again no sooner than this. */
export const REMINDER_HOURS = 24;

/** A reconnect link. */
export const RECONNECT_LINK_DAYS = 7;

/** Members are told of a refused token after this long: by then it may work again, or many others may be refused. */
export const REFUSAL_WAIT_MINUTES = 10;

/** Members are reminded of a refused token so many days after the first email. */
export const RECONNECT_REMINDER_DAYS = [3, 10];

/** A rule gives staff at most one alarm in this time. */
export const ALARM_PAUSE_MINUTES = 60;

/** Digests are sent from this hour on (UTC), the weekly one on Mondays. */
export const DIGEST_HOUR = 5;

/** The emails that workers sent to users, and alarms. */
export const USER_MAIL_DAYS = 90;

/** An admin emails reconnect links to many connections, and to each of them no sooner than this. */
export const LINK_PAUSE_HOURS = 24;

/** An authorization request. */
export const AUTHORIZATION_REQUEST_MINUTES = 10;

/** The link of a connect session, until its button is pressed. */
export const CONNECT_SESSION_MINUTES = 30;

/** A connect session's trip to ReceiptHero: a visit to the membership view takes longest, and the callback a moment more. */
export const CONNECT_TRIP_MINUTES = 31;

/** The offer to move a connection to another business of the same owner. So long its new token waits. */
export const MOVE_OFFER_MINUTES = 60;

/** After a rotation, the former secret of a webhook endpoint signs as well for this long. */
export const FORMER_SECRET_HOURS = 24;

/** An event without its data, and the log of its deliveries, since the event. `EVENT_RETENTION_DAYS` may be longer. */
export const EVENT_LOG_DAYS = 90;

/** How long an endpoint may take for a delivery. */
export const DELIVERY_SECONDS = 15;

/** A proof of who uses a session. */
export const PROOF_MINUTES = 15;

/** How long ReceiptHero may take to exchange a code for a token. */
export const TOKEN_EXCHANGE_SECONDS = 10;

/** How long ReceiptHero may take for a receipt on a page, and for one as a file. */
export const RECEIPT_SECONDS = 8;
export const RECEIPT_FILE_SECONDS = 20;

/** The same for each receipt of a ZIP file. lib/receipts/archive/fetch-all.ts says why it is short. */
export const RECEIPT_IN_ZIP_SECONDS = 10;

/** How long ReceiptHero may take to revoke a token. After that a worker retries. */
export const REVOKE_SECONDS = 5;

/** How long a disconnect is retried before an admin must act. lib/jobs/add-job.ts has a matching number of attempts. */
export const DISCONNECT_RETRY_HOURS = 24;

/** How long a browser may take to create or to use a passkey. */
export const PASSKEY_MINUTES = 15;

/** How long a bulk disconnect waits for a second admin, and the time in which an admin's own ones are added up. */
export const APPROVAL_HOURS = 24;

/** A merchant invitation that is over, since its newest email and the end of its session. */
export const INVITATION_RECORD_DAYS = 365;

/** An authorization request, a visit to the membership view or a reconnect link that is over, for questions about it. */
export const TRIP_RECORD_DAYS = 90;

/** A connect session that is over, since it ended. */
export const CONNECT_SESSION_RECORD_DAYS = 365;

/** A job that failed for the last time, since it last ran. A disconnect that still waits keeps its job. */
export const DEAD_JOB_DAYS = 90;

/** An outgoing receipt, since it came in. One that is in doubt stays until an admin decides. */
export const OUTGOING_RECEIPT_DAYS = 365;

/** The results of a file of invitations. */
export const INVITATION_FILE_DAYS = 30;

/** The lines of an import may come with pauses of this length. */
export const IMPORT_PAUSE_SECONDS = 30;

/** An import that received nothing for this long belongs to a server that has stopped. */
export const IMPORT_ABANDONED_MINUTES = 5;

/** The results of an import. */
export const IMPORT_DAYS = 30;

/** The window of most rate limits. */
export const LIMIT_MINUTES = 60;

/** The window of the rate limits for sign-in emails and codes. */
export const MAIL_LIMIT_MINUTES = 15;

/** How long ReceiptHero may take to take a receipt. Long, because nobody waits, and a receipt that is given up is in doubt. */
export const SEND_RECEIPT_SECONDS = 20;

/** How long a server that is told to end still takes requests: until load balancers have seen that it is not ready. */
export const NOTICE_SECONDS = 5;

/** How long a server that is told to end takes at most. A receipt that it sends, and its answer, need most of it. */
export const STOP_SECONDS = 30;

/** After this long without an end, the server that was sending a receipt has died. */
export const SENDING_LEASE_SECONDS = 60;

/** How long sending a receipt is retried before an admin must act. */
export const SEND_RETRY_HOURS = 24;

/** How long a receipt that failed or is in doubt stays stored, so that an admin can send it again. */
export const UNSENT_RECEIPT_DAYS = 30;

/** How long a logo that was replaced stays stored: emails that were sent show it. */
export const REPLACED_IMAGE_DAYS = 365;

/** The answer to a call of the API with an Idempotency-Key. */
export const IDEMPOTENCY_HOURS = 24;

/** How long a server may work on such a call. After that, a repetition runs again. */
export const IDEMPOTENT_CALL_SECONDS = 60;
