-- The tables of the first release. Later migrations only add to this one.

-- For searching within texts. It comes with PostgreSQL, and a database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ActorType" AS ENUM ('USER', 'RECEIPTHERO', 'SYSTEM');

-- CreateEnum
CREATE TYPE "BulkState" AS ENUM ('RUNNING', 'STOPPED', 'DONE');

-- CreateEnum
CREATE TYPE "BulkItemState" AS ENUM ('WAITING', 'ENDING', 'ENDED', 'SKIPPED');

-- CreateEnum
CREATE TYPE "ConnectionStatus" AS ENUM ('ACTIVE', 'REVOKING', 'REMOVED');

-- CreateEnum
CREATE TYPE "ConnectionHealth" AS ENUM ('healthy', 'quiet', 'gap', 'unauthorized', 'revoking', 'removed');

-- CreateEnum
CREATE TYPE "RemovedBy" AS ENUM ('MERCHANT', 'RECEIPTHERO', 'ADMIN', 'SYSTEM');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('MERCHANT', 'ADMIN', 'SUPPORT');

-- CreateEnum
CREATE TYPE "CodePurpose" AS ENUM ('SIGN_IN', 'PROOF');

-- CreateEnum
CREATE TYPE "NotificationState" AS ENUM ('PENDING', 'WAITING', 'DONE', 'FAILED');

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "actorType" "ActorType" NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "merchantId" UUID,
    "receiptheroId" TEXT,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthorizationRequest" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "stateHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "merchantId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "browserHash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "scopes" TEXT[],
    "partnerMetadata" JSONB NOT NULL,
    "sealedCodeVerifier" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '00:10:00'::interval),
    "claimedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "receiptheroId" TEXT,
    "replacesId" TEXT,
    "reconnectLinkId" UUID,

    CONSTRAINT "AuthorizationRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MembershipVisit" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "receiptheroId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "browserHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '00:30:00'::interval),
    "usedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "MembershipVisit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BulkRevocation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "startedById" UUID NOT NULL,
    "state" "BulkState" NOT NULL DEFAULT 'RUNNING',
    "confirmed" INTEGER NOT NULL DEFAULT 0,
    "filter" JSONB,
    "cursor" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BulkRevocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BulkRevocationItem" (
    "bulkRevocationId" UUID NOT NULL,
    "receiptheroId" TEXT NOT NULL,
    "state" "BulkItemState" NOT NULL DEFAULT 'WAITING',
    "error" TEXT,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "BulkRevocationItem_pkey" PRIMARY KEY ("bulkRevocationId","receiptheroId")
);

-- CreateTable
CREATE TABLE "Connection" (
    "receiptheroId" TEXT NOT NULL,
    "merchantId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "scopes" TEXT[],
    "readProven" BOOLEAN NOT NULL DEFAULT false,
    "partnerMetadata" JSONB NOT NULL,
    "status" "ConnectionStatus" NOT NULL DEFAULT 'ACTIVE',
    "sealedToken" TEXT,
    "tokenIssuedAt" TIMESTAMPTZ(3),
    "connectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "modifiedAt" TIMESTAMPTZ(3),
    "removedAt" TIMESTAMPTZ(3),
    "removedBy" "RemovedBy",
    "revokingSince" TIMESTAMPTZ(3),
    "revocationError" TEXT,
    "lastNotificationAt" TIMESTAMPTZ(3),
    "authorizationNumber" INTEGER NOT NULL DEFAULT 1,
    "health" "ConnectionHealth" NOT NULL DEFAULT 'healthy',
    "usualGap" INTEGER,
    "quietFrom" TIMESTAMPTZ(3),
    "gapFrom" TIMESTAMPTZ(3),
    "unauthorizedSince" TIMESTAMPTZ(3),
    "unauthorizedReason" TEXT,
    "tokenAcceptedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "reportedMetadata" JSONB,
    "reportedAt" TIMESTAMPTZ(3),
    "endReadAt" TIMESTAMPTZ(3),
    "replacesId" TEXT,

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("receiptheroId")
);

-- CreateTable
CREATE TABLE "ConnectionListing" (
    "receiptheroId" TEXT NOT NULL,
    "business" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "ConnectionListing_pkey" PRIMARY KEY ("receiptheroId")
);

-- CreateTable
CREATE TABLE "ReconnectLink" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "receiptheroId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '7 days'::interval),
    "openedAt" TIMESTAMPTZ(3),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReconnectLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Counter" (
    "id" BIGSERIAL NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "delta" INTEGER NOT NULL,

    CONSTRAINT "Counter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimiterFlexible" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "RateLimiterFlexible_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "emailVerified" TIMESTAMPTZ(3),
    "name" TEXT,
    "role" "Role" NOT NULL DEFAULT 'MERCHANT',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "disabledAt" TIMESTAMPTZ(3),
    "merchantId" UUID,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "providerAccountId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sessionToken" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "userAgent" TEXT,
    "provenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VerificationToken" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "MailedCode" (
    "id" UUID NOT NULL,
    "purpose" "CodePurpose" NOT NULL,
    "browserHash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "linkHash" TEXT,
    "returnTo" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '01:00:00'::interval),

    CONSTRAINT "MailedCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmailChange" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '01:00:00'::interval),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmailChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmailUndo" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '72:00:00'::interval),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmailUndo_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccountDownload" (
    "userId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AccountDownload_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "Merchant" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Merchant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "merchantId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "invitedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '7 days'::interval),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "identity" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "receiptheroId" TEXT NOT NULL,
    "receiptId" TEXT,
    "authorizationNumber" INTEGER NOT NULL DEFAULT 0,
    "payload" JSONB NOT NULL,
    "deliveries" INTEGER NOT NULL DEFAULT 1,
    "firstReceivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lastReceivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "state" "NotificationState" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "processedAt" TIMESTAMPTZ(3),
    "result" TEXT,
    "error" TEXT,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Receipt" (
    "receiptheroId" TEXT NOT NULL,
    "receiptId" TEXT NOT NULL,
    "shopName" TEXT,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "announcedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "readyAt" TIMESTAMPTZ(3),
    "fetchedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("receiptheroId","receiptId")
);

-- CreateIndex
CREATE INDEX "AuditEvent_receiptheroId_id_idx" ON "AuditEvent"("receiptheroId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_merchantId_id_idx" ON "AuditEvent"("merchantId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_id_idx" ON "AuditEvent"("actorId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_action_id_idx" ON "AuditEvent"("actorId", "action", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_actorType_id_idx" ON "AuditEvent"("actorType", "id" DESC) WHERE ("actorId" IS NULL);

-- CreateIndex
CREATE INDEX "AuditEvent_actorType_action_id_idx" ON "AuditEvent"("actorType", "action", "id" DESC) WHERE ("actorId" IS NULL);

-- CreateIndex
CREATE INDEX "AuditEvent_action_id_idx" ON "AuditEvent"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- CreateIndex
CREATE UNIQUE INDEX "AuthorizationRequest_stateHash_key" ON "AuthorizationRequest"("stateHash");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_userId_createdAt_idx" ON "AuthorizationRequest"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "AuthorizationRequest_merchantId_idx" ON "AuthorizationRequest"("merchantId");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_receiptheroId_idx" ON "AuthorizationRequest"("receiptheroId");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_replacesId_idx" ON "AuthorizationRequest"("replacesId");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_reconnectLinkId_idx" ON "AuthorizationRequest"("reconnectLinkId");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_claimedAt_idx" ON "AuthorizationRequest"("claimedAt") WHERE (outcome IS NULL AND "claimedAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "MembershipVisit_userId_receiptheroId_idx" ON "MembershipVisit"("userId", "receiptheroId");

-- CreateIndex
CREATE INDEX "BulkRevocation_createdAt_id_idx" ON "BulkRevocation"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "BulkRevocationItem_bulkRevocationId_state_receiptheroId_idx" ON "BulkRevocationItem"("bulkRevocationId", "state", "receiptheroId");

-- CreateIndex
CREATE INDEX "BulkRevocationItem_receiptheroId_idx" ON "BulkRevocationItem"("receiptheroId") WHERE (state = 'ENDING');

-- CreateIndex
CREATE INDEX "Connection_merchantId_connectedAt_idx" ON "Connection"("merchantId", "connectedAt" DESC);

-- CreateIndex
CREATE INDEX "Connection_connectedAt_receiptheroId_idx" ON "Connection"("connectedAt" DESC, "receiptheroId");

-- CreateIndex
CREATE INDEX "Connection_health_connectedAt_receiptheroId_idx" ON "Connection"("health", "connectedAt" DESC, "receiptheroId");

-- CreateIndex
CREATE INDEX "Connection_revokingSince_idx" ON "Connection"("revokingSince") WHERE (health = 'revoking');

-- CreateIndex
CREATE INDEX "Connection_unauthorizedSince_idx" ON "Connection"("unauthorizedSince") WHERE (health = 'unauthorized');

-- CreateIndex
CREATE INDEX "Connection_replacesId_idx" ON "Connection"("replacesId");

-- CreateIndex
CREATE INDEX "Connection_tokenAcceptedAt_idx" ON "Connection"("tokenAcceptedAt" DESC) WHERE (status = 'ACTIVE');

-- CreateIndex
CREATE INDEX "Connection_quietFrom_idx" ON "Connection"("quietFrom") WHERE (health = 'healthy');

-- CreateIndex
CREATE INDEX "Connection_gapFrom_idx" ON "Connection"("gapFrom") WHERE (health IN ('healthy', 'quiet', 'gap'));

-- CreateIndex
CREATE INDEX "Connection_gap_to_come_idx" ON "Connection"("gapFrom") WHERE (health IN ('healthy', 'quiet'));

-- CreateIndex
CREATE INDEX "ConnectionListing_business_receiptheroId_idx" ON "ConnectionListing"("business", "receiptheroId");

-- CreateIndex
CREATE INDEX "ConnectionListing_label_receiptheroId_idx" ON "ConnectionListing"("label", "receiptheroId");

-- CreateIndex
CREATE INDEX "ConnectionListing_text_idx" ON "ConnectionListing" USING GIN ("text" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "ReconnectLink_tokenHash_key" ON "ReconnectLink"("tokenHash");

-- CreateIndex
CREATE INDEX "ReconnectLink_receiptheroId_createdAt_idx" ON "ReconnectLink"("receiptheroId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ReconnectLink_createdById_idx" ON "ReconnectLink"("createdById");

-- CreateIndex
CREATE INDEX "Counter_scope_key_idx" ON "Counter"("scope", "key");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "User_merchantId_idx" ON "User"("merchantId");

-- CreateIndex
CREATE INDEX "User_createdAt_id_idx" ON "User"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "User_staff_idx" ON "User"("createdAt" DESC, "id") WHERE (role <> 'MERCHANT');

-- CreateIndex
CREATE INDEX "User_disabled_idx" ON "User"("createdAt" DESC, "id") WHERE ("disabledAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "User_email_search_idx" ON "User" USING GIN ("email" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "User_name_search_idx" ON "User" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_provider_providerAccountId_key" ON "Account"("provider", "providerAccountId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_sessionToken_key" ON "Session"("sessionToken");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Session_expires_idx" ON "Session"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "VerificationToken_token_key" ON "VerificationToken"("token");

-- CreateIndex
CREATE INDEX "VerificationToken_expires_idx" ON "VerificationToken"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "VerificationToken_identifier_token_key" ON "VerificationToken"("identifier", "token");

-- CreateIndex
CREATE INDEX "MailedCode_linkHash_idx" ON "MailedCode"("linkHash");

-- CreateIndex
CREATE INDEX "MailedCode_email_idx" ON "MailedCode"("email");

-- CreateIndex
CREATE UNIQUE INDEX "MailedCode_browserHash_purpose_key" ON "MailedCode"("browserHash", "purpose");

-- CreateIndex
CREATE UNIQUE INDEX "EmailChange_tokenHash_key" ON "EmailChange"("tokenHash");

-- CreateIndex
CREATE INDEX "EmailChange_userId_idx" ON "EmailChange"("userId");

-- CreateIndex
CREATE INDEX "EmailChange_expiresAt_idx" ON "EmailChange"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "EmailUndo_tokenHash_key" ON "EmailUndo"("tokenHash");

-- CreateIndex
CREATE INDEX "EmailUndo_userId_idx" ON "EmailUndo"("userId");

-- CreateIndex
CREATE INDEX "Merchant_createdAt_id_idx" ON "Merchant"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Merchant_name_search_idx" ON "Merchant" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE INDEX "Invitation_merchantId_idx" ON "Invitation"("merchantId");

-- CreateIndex
CREATE INDEX "Invitation_invitedById_idx" ON "Invitation"("invitedById");

-- CreateIndex
CREATE INDEX "Invitation_expiresAt_idx" ON "Invitation"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_identity_key" ON "Notification"("identity");

-- CreateIndex
CREATE INDEX "Notification_receiptheroId_firstReceivedAt_id_idx" ON "Notification"("receiptheroId" text_pattern_ops, "firstReceivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Notification_firstReceivedAt_id_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Notification_unprocessed_idx" ON "Notification"("state", "firstReceivedAt" DESC, "id" DESC, "type") WHERE (state IN ('PENDING', 'WAITING', 'FAILED'));

-- CreateIndex
CREATE INDEX "Notification_revocations_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC) WHERE (type = 'oauth_authorization_revoke');

-- CreateIndex
CREATE INDEX "Notification_unknown_type_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC) WHERE (type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'));

-- CreateIndex
CREATE INDEX "Notification_receiptId_firstReceivedAt_id_idx" ON "Notification"("receiptId", "firstReceivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Receipt_receiptheroId_firstSeenAt_receiptId_idx" ON "Receipt"("receiptheroId", "firstSeenAt" DESC, "receiptId");

-- CreateIndex
CREATE INDEX "Receipt_receiptheroId_dueAt_idx" ON "Receipt"("receiptheroId", "dueAt") WHERE ("readyAt" IS NULL);

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_reconnectLinkId_fkey" FOREIGN KEY ("reconnectLinkId") REFERENCES "ReconnectLink"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_replacesId_fkey" FOREIGN KEY ("replacesId") REFERENCES "Connection"("receiptheroId") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MembershipVisit" ADD CONSTRAINT "MembershipVisit_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BulkRevocationItem" ADD CONSTRAINT "BulkRevocationItem_bulkRevocationId_fkey" FOREIGN KEY ("bulkRevocationId") REFERENCES "BulkRevocation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_replacesId_fkey" FOREIGN KEY ("replacesId") REFERENCES "Connection"("receiptheroId") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectionListing" ADD CONSTRAINT "ConnectionListing_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReconnectLink" ADD CONSTRAINT "ReconnectLink_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReconnectLink" ADD CONSTRAINT "ReconnectLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmailChange" ADD CONSTRAINT "EmailChange_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmailUndo" ADD CONSTRAINT "EmailUndo_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccountDownload" ADD CONSTRAINT "AccountDownload_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_invitedById_fkey" FOREIGN KEY ("invitedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Receipt" ADD CONSTRAINT "Receipt_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;
-- What Prisma's schema cannot say -------------------------------------------------------------------------------------

-- A connection has a token exactly as long as it is not removed: never ACTIVE without one, never REMOVED with one kept.
ALTER TABLE "Connection"
  ADD CONSTRAINT "Connection_token_while_granted" CHECK (("status" = 'REMOVED') = ("sealedToken" IS NULL)),
  ADD CONSTRAINT "Connection_removed_is_dated" CHECK (("status" = 'REMOVED') = ("removedAt" IS NOT NULL)),
  ADD CONSTRAINT "Connection_revoking_is_dated" CHECK (("status" = 'REVOKING') = ("revokingSince" IS NOT NULL)),
  ADD CONSTRAINT "Connection_unauthorized_has_reason"
    CHECK (("unauthorizedSince" IS NULL) = ("unauthorizedReason" IS NULL)),
  ADD CONSTRAINT "Connection_reported_is_dated" CHECK (("reportedMetadata" IS NULL) = ("reportedAt" IS NULL)),
  -- docs/receipthero-api.md section 3: 1 to 255 printable characters without spaces.
  ADD CONSTRAINT "Connection_receiptheroId_form" CHECK ("receiptheroId" ~ '^[!-~]{1,255}$');

-- Only a claimed request has an outcome.
ALTER TABLE "AuthorizationRequest"
  ADD CONSTRAINT "AuthorizationRequest_outcome_after_claim" CHECK ("outcome" IS NULL OR "claimedAt" IS NOT NULL);

ALTER TABLE "Notification"
  ADD CONSTRAINT "Notification_done_is_dated" CHECK (("state" = 'DONE') = ("processedAt" IS NOT NULL));

-- Sorts text as Finns and Swedes do, whatever collation the database has (docs/decisions/0032-sort-order.md).
CREATE COLLATION nordic (provider = icu, locale = 'fi');
ALTER TABLE "ConnectionListing"
  ALTER COLUMN business TYPE text COLLATE nordic,
  ALTER COLUMN label TYPE text COLLATE nordic;

-- PostgreSQL estimates the matches of a search from a sample, and the list decides by the estimate. Of 100 rows it is
-- often wrong by half, of 500 by a tenth.
ALTER TABLE "ConnectionListing" ALTER COLUMN text SET STATISTICS 500;

-- The staff's list by last notification, with connections that never had one at the end: alone, and within a health.
-- Prisma's schema cannot say NULLS LAST.
CREATE INDEX "Connection_last_notification_idx"
  ON "Connection" ("lastNotificationAt" DESC NULLS LAST, "receiptheroId");
CREATE INDEX "Connection_health_last_notification_idx"
  ON "Connection" (health, "lastNotificationAt" DESC NULLS LAST, "receiptheroId");

-- The audit log is append-only: refuse_audit_change() below refuses a change also to roles that have the privilege.
REVOKE UPDATE, DELETE, TRUNCATE ON "AuditEvent" FROM CURRENT_USER;

-- Functions and triggers. prisma/functions has their current text and says what they are for.

CREATE FUNCTION compact_counters() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('compact_counters')) THEN RETURN; END IF;
  WITH crowded AS (SELECT scope, key FROM "Counter" GROUP BY scope, key HAVING count(*) > 1),
       gone AS (DELETE FROM "Counter" c USING crowded WHERE (c.scope, c.key) = (crowded.scope, crowded.key)
                RETURNING c.scope, c.key, c.delta)
  INSERT INTO "Counter" (scope, key, delta)
  SELECT scope, key, sum(delta) FROM gone GROUP BY scope, key HAVING sum(delta) <> 0;
END $$;

CREATE FUNCTION connection_health(kept "Connection") RETURNS "ConnectionHealth" LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN kept.status = 'REMOVED' THEN 'removed'
    WHEN kept.status = 'REVOKING' THEN 'revoking'
    WHEN kept."unauthorizedSince" IS NOT NULL THEN 'unauthorized'
    WHEN kept."gapFrom" <= now() THEN 'gap'
    WHEN kept."quietFrom" <= now() THEN 'quiet'
    ELSE 'healthy'
  END::"ConnectionHealth"
$$;

CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CASE TG_TABLE_NAME || ' ' || TG_OP
    WHEN 'Connection INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT scope, key, count(*)
        FROM added, LATERAL (VALUES ('health', health::text), (day_scope("connectedAt"), 'connected'),
                                    (day_scope("removedAt"), 'ended')) counted (scope, key)
       WHERE scope IS NOT NULL GROUP BY scope, key;

    WHEN 'Connection UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('health', OLD.health, -1), ('health', NEW.health, 1);
      IF 'removed' IN (OLD.health, NEW.health) THEN
        INSERT INTO "Counter" (scope, key, delta)
        VALUES (day_scope(now()), CASE NEW.health WHEN 'removed' THEN 'ended' ELSE 'connected' END, 1);
      END IF;

    WHEN 'Connection DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('health', OLD.health, -1);

    -- An authorization request counts for the day on which it began, whatever becomes of it and whenever.
    WHEN 'AuthorizationRequest INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT day_scope("createdAt"), key, count(*)
        FROM added, LATERAL (VALUES ('started'), (CASE WHEN "claimedAt" IS NOT NULL THEN 'returned' END),
                                    ('outcome:' || outcome)) counted (key)
       WHERE key IS NOT NULL GROUP BY 1, 2;

    WHEN 'AuthorizationRequest UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT day_scope(NEW."createdAt"), key, 1
        FROM (VALUES (CASE WHEN OLD."claimedAt" IS NULL AND NEW."claimedAt" IS NOT NULL THEN 'returned' END),
                     (CASE WHEN OLD.outcome IS NULL THEN 'outcome:' || NEW.outcome END)) counted (key)
       WHERE key IS NOT NULL;

    WHEN 'BulkRevocationItem INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'bulk:' || "bulkRevocationId", state, count(*) FROM added GROUP BY "bulkRevocationId", state;

    WHEN 'BulkRevocationItem UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      VALUES ('bulk:' || NEW."bulkRevocationId", OLD.state, -1), ('bulk:' || NEW."bulkRevocationId", NEW.state, 1);

    WHEN 'BulkRevocationItem DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('bulk:' || OLD."bulkRevocationId", OLD.state, -1);
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_count_insert" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "Connection_count_update" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.health IS DISTINCT FROM NEW.health) EXECUTE FUNCTION count_changes();
CREATE TRIGGER "Connection_count_delete" AFTER DELETE ON "Connection" FOR EACH ROW EXECUTE FUNCTION count_changes();

CREATE TRIGGER "AuthorizationRequest_count_insert" AFTER INSERT ON "AuthorizationRequest" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "AuthorizationRequest_count_update" AFTER UPDATE OF "claimedAt", outcome ON "AuthorizationRequest"
  FOR EACH ROW EXECUTE FUNCTION count_changes();

CREATE TRIGGER "BulkRevocationItem_count_insert" AFTER INSERT ON "BulkRevocationItem" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "BulkRevocationItem_count_update" AFTER UPDATE ON "BulkRevocationItem" FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION count_changes();
CREATE TRIGGER "BulkRevocationItem_count_delete" AFTER DELETE ON "BulkRevocationItem"
  FOR EACH ROW EXECUTE FUNCTION count_changes();

CREATE FUNCTION day_scope(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'day:' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
$$;

CREATE FUNCTION keep_connection_health() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.health := connection_health(NEW);
  RETURN NEW;
END $$;

CREATE TRIGGER "Connection_health" BEFORE INSERT OR UPDATE ON "Connection"
  FOR EACH ROW EXECUTE FUNCTION keep_connection_health();

CREATE FUNCTION lock_listing(merchants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  turn int;
BEGIN
  FOR turn IN SELECT DISTINCT hashtext(id::text) & 1023 FROM unnest(merchants) AS id WHERE id IS NOT NULL ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('lock_listing'), turn);
  END LOOP;
END $$;

CREATE FUNCTION receive_notification(
  kind text, connection text, receipt text, body jsonb, is_revocation boolean, is_known boolean, digest text DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number int := coalesce((SELECT "authorizationNumber" FROM "Connection" WHERE "receiptheroId" = connection), 0);
  name text := concat_ws(E'\n', kind, connection, coalesce(receipt, ''), CASE WHEN is_revocation THEN number END,
                         CASE WHEN NOT is_known THEN coalesce(digest, body::text) END);
BEGIN
  INSERT INTO "Notification" AS kept (identity, type, "receiptheroId", "receiptId", "authorizationNumber", payload)
  VALUES (encode(sha256(convert_to(name, 'UTF8')), 'hex'), kind, connection, receipt, number, body)
  ON CONFLICT (identity) DO UPDATE SET deliveries = kept.deliveries + 1, "lastReceivedAt" = now();

  IF is_revocation THEN
    UPDATE "Notification" SET state = 'PENDING', attempts = 0, "retryAt" = now(), "processedAt" = NULL, result = NULL
     WHERE identity = encode(sha256(convert_to(name, 'UTF8')), 'hex')
       AND (result IN ('still_accepted', 'unclear') OR state = 'FAILED');
  END IF;
END $$;

CREATE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql
  SET plan_cache_mode = 'force_custom_plan' AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, text)
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(normalize(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
           (SELECT string_agg(u.email, E'\n' ORDER BY u.email) FROM "User" u WHERE u."merchantId" = m.id),
           (SELECT string_agg(pair.key || ':' || (pair.value #>> '{}'), E'\n' ORDER BY pair.key)
              FROM jsonb_each(CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair),
           ''), NFC))
    FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
   WHERE c."receiptheroId" = ANY (ids)
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, text = excluded.text
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing".text)
      IS DISTINCT FROM (excluded.business, excluded.label, excluded.text)
$$;

CREATE FUNCTION refresh_listing_on_connection_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing((SELECT array_agg("merchantId") FROM added));
  PERFORM refresh_connection_listing((SELECT array_agg("receiptheroId") FROM added));
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_added" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_listing_on_connection_insert();

CREATE FUNCTION refresh_listing_on_connection_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing(ARRAY[OLD."merchantId", NEW."merchantId"]);
  PERFORM refresh_connection_listing(ARRAY[NEW."receiptheroId"]);
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_changed" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD.label, OLD."merchantId", OLD."partnerMetadata") IS DISTINCT FROM
        (NEW.label, NEW."merchantId", NEW."partnerMetadata"))
  EXECUTE FUNCTION refresh_listing_on_connection_update();

CREATE FUNCTION refresh_listing_on_merchant_rename() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing(ARRAY[NEW.id]);
  PERFORM refresh_connection_listing(
    (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = NEW.id));
  RETURN NULL;
END $$;

CREATE TRIGGER "Merchant_renamed" AFTER UPDATE OF name ON "Merchant" FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION refresh_listing_on_merchant_rename();

CREATE FUNCTION refresh_listing_on_user_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before uuid := CASE WHEN TG_OP <> 'INSERT' THEN OLD."merchantId" END;
  after uuid := CASE WHEN TG_OP <> 'DELETE' THEN NEW."merchantId" END;
  ids text[];
BEGIN
  PERFORM lock_listing(ARRAY[before, after]);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" IN (before, after));
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "User_added" AFTER INSERT OR DELETE ON "User"
  FOR EACH ROW EXECUTE FUNCTION refresh_listing_on_user_change();
CREATE TRIGGER "User_changed" AFTER UPDATE OF email, "merchantId" ON "User" FOR EACH ROW
  WHEN ((OLD.email, OLD."merchantId") IS DISTINCT FROM (NEW.email, NEW."merchantId"))
  EXECUTE FUNCTION refresh_listing_on_user_change();

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "AuditEvent_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE FUNCTION settle_bulk_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "BulkRevocationItem"
     SET state = CASE NEW.status WHEN 'REMOVED' THEN 'ENDED' ELSE 'SKIPPED' END::"BulkItemState",
         error = CASE NEW.status WHEN 'REMOVED' THEN NULL ELSE 'granted_anew' END, at = now()
   WHERE "receiptheroId" = NEW."receiptheroId" AND state = 'ENDING';
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_settled" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.status = 'REVOKING' AND NEW.status <> 'REVOKING') EXECUTE FUNCTION settle_bulk_items();
