import "server-only";
import { isSessionGood } from "@/lib/auth/staff/session-rules";
import { RECORDS } from "@/lib/background/delete-records";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { IDEMPOTENCY_HOURS, INVITATION_RECORD_DAYS, UNSENT_RECEIPT_DAYS, USER_MAIL_DAYS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { deleteBodiesWithoutMonth, eraseBodies } from "@/lib/notifications/bodies/erase-bodies";

/** How many rows one statement deletes. A small number keeps its locks few and short. */
const BATCH_ROWS = 1_000;

/** After an update that keeps less, there may be a million rows to delete. */
const BATCHES_PER_SWEEP = 20;

type Deleted = { kind: string; rows: number; error?: unknown };

/** The kinds of rows that are deleted or erased, a batch at a time. */
const BATCHES = {
  sessions: deleteSessions,
  "sessions of staff": deleteStaffSessions,
  "merchant views": deleteMerchantViews,
  "sign-in links": deleteSignInLinks,
  codes: deleteCodes,
  invitations: deleteInvitations,
  "merchant invitations": deleteOldMerchantInvitations,
  "challenges of passkeys": deleteSpentChallenges,
  "email changes": deleteEmailChanges,
  "email undos": deleteEmailUndos,
  "idempotent calls": deleteIdempotentCalls,
  "waiting grants": eraseWaitingGrants,
  "code verifiers": eraseCodeVerifiers,
  "event data": eraseEventData,
  "answers of endpoints": eraseEndpointAnswers,
  "former webhook secrets": deleteFormerSecrets,
  "unsent receipts": eraseUnsentReceipts,
  emails: deleteUserMails,
  "items of alarms": deleteAlarmItems,
  alarms: deleteAlarms,
  "bodies of notifications": eraseBodies,
  "bodies without a month": deleteBodiesWithoutMonth,
  ...RECORDS,
};

/**
 * Deletes or erases what was kept long enough: docs/data.md says how long each thing is kept. It has no effect any
 * more, and the audit log records that it existed. Several servers may run this at once.
 * @param maxBatches how many batches of each kind at most. The next sweep goes on, so that its other steps do not wait
 * @returns how many rows there were of each kind, without the kinds that had none. A kind that fails has its error, which
 * is logged, and the others go on
 */
export async function deleteExpired(maxBatches = BATCHES_PER_SWEEP): Promise<Deleted[]> {
  const all: Deleted[] = [];
  for (const [kind, deleteBatch] of Object.entries(BATCHES)) {
    const deleted: Deleted = { kind, rows: 0 };
    try {
      await deleteBatches(deleted, deleteBatch, maxBatches);
    } catch (error) {
      log.error({ err: error, kind }, "what was kept long enough could not be deleted");
      deleted.error = error;
    }
    if (deleted.rows > 0 || "error" in deleted) all.push(deleted);
  }
  return all;
}

async function deleteBatches(deleted: Deleted, deleteBatch: (limit: number) => Promise<number>, maxBatches: number) {
  for (let n = 0; n < maxBatches; n++) {
    const rows = await deleteBatch(BATCH_ROWS);
    deleted.rows += rows;
    if (rows < BATCH_ROWS) return;
  }
}

function deleteSessions(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "Session" WHERE id IN
      (SELECT id FROM "Session" WHERE expires <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** Those that end by the rules of staff. If they stayed, they would work again once the user is no longer staff. */
function deleteStaffSessions(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "Session" WHERE id IN
      (SELECT s.id FROM "Session" s JOIN "User" u ON u.id = s."userId"
        WHERE NOT ${isSessionGood()}
        LIMIT ${limit}::int FOR UPDATE OF s SKIP LOCKED)`;
}

function deleteMerchantViews(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "MerchantView" WHERE id IN
      (SELECT id FROM "MerchantView" WHERE "expiresAt" <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** Sign-in links stay for one more day, so that opening an expired one can be recorded (take-verification-token.ts). */
function deleteSignInLinks(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "VerificationToken" WHERE token IN
      (SELECT token FROM "VerificationToken" WHERE expires <= now() - interval '1 day' LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteCodes(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "MailedCode" WHERE id IN
      (SELECT id FROM "MailedCode" WHERE "expiresAt" <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteInvitations(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "Invitation" WHERE id IN
      (SELECT id FROM "Invitation" WHERE "expiresAt" <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** Those that are over. A reminder or a late success begins the year again. Their sessions stay, and name nobody. */
function deleteOldMerchantInvitations(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "MerchantInvitation" WHERE id IN
      (SELECT id FROM "MerchantInvitation" i
        WHERE state IN ('refused', 'connected', 'expired') AND "createdAt" <= now() - make_interval(days => ${INVITATION_RECORD_DAYS}::int)
          AND greatest("createdAt", "lastMailAt") <= now() - make_interval(days => ${INVITATION_RECORD_DAYS}::int)
          AND "mailDueAt" IS NULL AND "mailStartedAt" IS NULL
          AND NOT EXISTS (SELECT FROM "ConnectSession" s
                           WHERE s.id = i."connectSessionId"
                             AND coalesce(s."endedAt", 'infinity') > now() - make_interval(days => ${INVITATION_RECORD_DAYS}::int))
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteSpentChallenges(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "SpentChallenge" WHERE hash IN
      (SELECT hash FROM "SpentChallenge" WHERE "expiresAt" <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteEmailChanges(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "EmailChange" WHERE id IN
      (SELECT id FROM "EmailChange" WHERE "expiresAt" <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteEmailUndos(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "EmailUndo" WHERE id IN
      (SELECT id FROM "EmailUndo" WHERE "expiresAt" <= now() LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteIdempotentCalls(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "IdempotentCall" WHERE ("apiKeyId", "keyHash") IN
      (SELECT "apiKeyId", "keyHash" FROM "IdempotentCall" WHERE "createdAt" <= now() - make_interval(hours => ${IDEMPOTENCY_HOURS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** Erased and not revoked: ReceiptHero may end the former business's connection together with this token. */
function eraseWaitingGrants(limit: number): Promise<number> {
  return db().$executeRaw`
    UPDATE "AuthorizationRequest" SET "sealedGrant" = NULL, "grantExpiresAt" = NULL WHERE id IN
      (SELECT id FROM "AuthorizationRequest" WHERE "grantExpiresAt" <= now() AND "sealedGrant" IS NOT NULL
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** A code verifier is read when its callback is claimed, which an expired request never is. */
function eraseCodeVerifiers(limit: number): Promise<number> {
  return db().$executeRaw`
    UPDATE "AuthorizationRequest" SET "sealedCodeVerifier" = NULL WHERE id IN
      (SELECT id FROM "AuthorizationRequest"
        WHERE "sealedCodeVerifier" IS NOT NULL AND "expiresAt" <= now() - interval '1 minute'
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** Failed receipts, and those in doubt. Their rows stay. */
function eraseUnsentReceipts(limit: number): Promise<number> {
  return db().$executeRaw`
    UPDATE "OutgoingReceipt" SET "sealedBody" = NULL WHERE id IN
      (SELECT id FROM "OutgoingReceipt"
        WHERE "finishedAt" <= now() - make_interval(days => ${UNSENT_RECEIPT_DAYS}::int) AND "sealedBody" IS NOT NULL
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** The data of events that were kept long enough. A delivery that still waits is given up. */
function eraseEventData(limit: number): Promise<number> {
  return db().$executeRaw`
    WITH old AS (SELECT id FROM "Event" WHERE data IS NOT NULL AND at <= now() - make_interval(days => ${env().EVENT_RETENTION_DAYS}::int)
                  LIMIT ${limit}::int FOR UPDATE SKIP LOCKED),
         given_up AS (UPDATE "EventDelivery" SET state = 'FAILED', "finishedAt" = now()
                       WHERE state = 'PENDING' AND "eventId" IN (SELECT id FROM old))
    UPDATE "Event" SET data = NULL WHERE id IN (SELECT id FROM old)`;
}

function eraseEndpointAnswers(limit: number): Promise<number> {
  return db().$executeRaw`
    UPDATE "EventAttempt" SET body = NULL WHERE ("deliveryId", number) IN
      (SELECT "deliveryId", number FROM "EventAttempt"
        WHERE body IS NOT NULL AND "startedAt" <= now() - make_interval(days => ${env().EVENT_RETENTION_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** The former secrets of webhook endpoints that no longer sign. */
function deleteFormerSecrets(): Promise<number> {
  return db().$executeRaw`
    UPDATE "WebhookEndpoint" SET "sealedFormerSecret" = NULL, "formerSecretUntil" = NULL WHERE "formerSecretUntil" <= now()`;
}

/** Emails that workers sent to users. */
function deleteUserMails(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "UserMail" WHERE id IN
      (SELECT id FROM "UserMail" WHERE "finishedAt" <= now() - make_interval(days => ${USER_MAIL_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** An outage may give an alarm very many items. A dead job that is still there is told again, as a reminder. */
function deleteAlarmItems(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "AlarmItem" WHERE id IN
      (SELECT i.id FROM "Alarm" a JOIN "AlarmItem" i ON i."alarmId" = a.id
        WHERE a."createdAt" <= now() - make_interval(days => ${USER_MAIL_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE OF i SKIP LOCKED)`;
}

/** Those without items (any more). */
function deleteAlarms(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "Alarm" WHERE id IN
      (SELECT id FROM "Alarm" a WHERE "createdAt" <= now() - make_interval(days => ${USER_MAIL_DAYS}::int)
          AND NOT EXISTS (SELECT FROM "AlarmItem" i WHERE i."alarmId" = a.id)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}
