import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import {
  CONNECT_SESSION_RECORD_DAYS,
  DEAD_JOB_DAYS,
  EVENT_LOG_DAYS,
  OUTGOING_RECEIPT_DAYS,
  REPLACED_IMAGE_DAYS,
  TRIP_RECORD_DAYS,
} from "@/lib/lifetimes";

/**
 * Rows of work that has ended, which stay for a while for those who ask about it. Each function deletes at most `limit`
 * rows, and says how many there were.
 */
export const RECORDS = {
  "authorization requests": deleteRequests,
  "visits to the membership view": deleteVisits,
  "reconnect links": deleteReconnectLinks,
  "connect sessions": deleteConnectSessions,
  "outgoing receipts": deleteOutgoingReceipts,
  events: deleteEvents,
  downloads: deleteDownloads,
  "downloads of receipts": deleteReceiptDownloads,
  "counters of API keys": deleteWindows,
  "jobs that failed": deleteDeadJobs,
  "images of the brand": deleteReplacedImages,
};

function deleteRequests(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "AuthorizationRequest" WHERE id IN
      (SELECT id FROM "AuthorizationRequest"
        WHERE "createdAt" <= now() - make_interval(days => ${TRIP_RECORD_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteVisits(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "MembershipVisit" WHERE id IN
      (SELECT id FROM "MembershipVisit"
        WHERE "createdAt" <= now() - make_interval(days => ${TRIP_RECORD_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteReconnectLinks(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "ReconnectLink" WHERE id IN
      (SELECT id FROM "ReconnectLink"
        WHERE "expiresAt" <= now() - make_interval(days => ${TRIP_RECORD_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** That of an invitation goes after its invitation. It may have ended long after it was created. */
function deleteConnectSessions(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "ConnectSession" WHERE id IN
      (SELECT id FROM "ConnectSession" s
        WHERE status NOT IN ('pending', 'opened')
          AND "createdAt" <= now() - make_interval(days => ${CONNECT_SESSION_RECORD_DAYS}::int)
          AND "endedAt" <= now() - make_interval(days => ${CONNECT_SESSION_RECORD_DAYS}::int)
          AND NOT EXISTS (SELECT FROM "MerchantInvitation" i WHERE i."connectSessionId" = s.id)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteOutgoingReceipts(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "OutgoingReceipt" WHERE id IN
      (SELECT id FROM "OutgoingReceipt"
        WHERE state IN ('SENT', 'REJECTED', 'FAILED')
          AND "createdAt" <= now() - make_interval(days => ${OUTGOING_RECEIPT_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** With the log of their deliveries. Their data was erased before. */
function deleteEvents(limit: number): Promise<number> {
  const days = Math.max(EVENT_LOG_DAYS, env().EVENT_RETENTION_DAYS);
  return db().$executeRaw`
    DELETE FROM "Event" WHERE id IN
      (SELECT id FROM "Event" WHERE data IS NULL AND at <= now() - make_interval(days => ${days}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

function deleteDownloads(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "AccountDownload" WHERE "userId" IN
      (SELECT "userId" FROM "AccountDownload" WHERE "expiresAt" <= now() - interval '1 day'
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** Its page shows a finished download for a day. */
function deleteReceiptDownloads(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "ReceiptDownload" WHERE "userId" IN
      (SELECT "userId" FROM "ReceiptDownload" WHERE "expiresAt" <= now() - interval '1 day'
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/** A key that makes no requests needs no counter. */
function deleteWindows(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "ApiKeyWindow" WHERE "apiKeyId" IN
      (SELECT "apiKeyId" FROM "ApiKeyWindow" WHERE "startedAt" <= now() - interval '1 day'
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/**
 * Staff were told of them, and can begin the work again without the job. That of a disconnect stays while its connection
 * waits for it, with its token: monitoring goes on naming it, and once its alarm is gone, staff are told again.
 */
async function deleteDeadJobs(limit: number): Promise<number> {
  const [deleted] = await db().$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM graphile_worker.complete_jobs(ARRAY(
      SELECT id FROM graphile_worker.jobs j
       WHERE attempts >= max_attempts AND locked_at IS NULL
         AND updated_at <= now() - make_interval(days => ${DEAD_JOB_DAYS}::int)
         AND NOT EXISTS (SELECT FROM "Connection" c
                          WHERE j.task_identifier = 'disconnect' AND j.key = 'disconnect:' || c."receiptheroId" AND c.status = 'DISCONNECTING')
       LIMIT ${limit}::int))`;
  return deleted.count;
}

function deleteReplacedImages(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "BrandImage" WHERE hash IN
      (SELECT hash FROM "BrandImage"
        WHERE "unusedSince" <= now() - make_interval(days => ${REPLACED_IMAGE_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}
