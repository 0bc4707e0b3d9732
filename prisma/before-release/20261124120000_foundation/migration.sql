-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('MERCHANT', 'ADMIN');

-- CreateEnum
CREATE TYPE "ConnectionStatus" AS ENUM ('ACTIVE', 'REVOKING', 'REMOVED');

-- CreateEnum
CREATE TYPE "RemovedBy" AS ENUM ('MERCHANT', 'RECEIPTHERO', 'ADMIN');

-- CreateEnum
CREATE TYPE "ActorType" AS ENUM ('USER', 'RECEIPTHERO', 'SYSTEM');

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "emailVerified" TIMESTAMPTZ(3),
    "name" TEXT,
    "role" "Role" NOT NULL DEFAULT 'MERCHANT',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
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

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VerificationToken" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "RateLimiterFlexible" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "RateLimiterFlexible_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Merchant" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "Merchant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Connection" (
    "receiptheroId" TEXT NOT NULL,
    "merchantId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "scopes" TEXT[],
    "partnerMetadata" JSONB NOT NULL,
    "status" "ConnectionStatus" NOT NULL DEFAULT 'ACTIVE',
    "sealedToken" TEXT,
    "tokenIssuedAt" TIMESTAMPTZ(3),
    "connectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "modifiedAt" TIMESTAMPTZ(3),
    "removedAt" TIMESTAMPTZ(3),
    "removedBy" "RemovedBy",
    "lastNotificationAt" TIMESTAMPTZ(3),

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("receiptheroId")
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
CREATE TABLE "Notification" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "identity" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "receiptheroId" TEXT NOT NULL,
    "receiptId" TEXT,
    "payload" JSONB NOT NULL,
    "deliveries" INTEGER NOT NULL DEFAULT 1,
    "firstReceivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lastReceivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "processedAt" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

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

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "User_merchantId_idx" ON "User"("merchantId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_provider_providerAccountId_key" ON "Account"("provider", "providerAccountId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_sessionToken_key" ON "Session"("sessionToken");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "VerificationToken_token_key" ON "VerificationToken"("token");

-- CreateIndex
CREATE UNIQUE INDEX "VerificationToken_identifier_token_key" ON "VerificationToken"("identifier", "token");

-- CreateIndex
CREATE INDEX "Connection_merchantId_connectedAt_idx" ON "Connection"("merchantId", "connectedAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "AuthorizationRequest_stateHash_key" ON "AuthorizationRequest"("stateHash");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_userId_createdAt_idx" ON "AuthorizationRequest"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "AuthorizationRequest_merchantId_idx" ON "AuthorizationRequest"("merchantId");

-- CreateIndex
CREATE INDEX "AuthorizationRequest_receiptheroId_idx" ON "AuthorizationRequest"("receiptheroId");

-- CreateIndex
CREATE INDEX "MembershipVisit_userId_receiptheroId_idx" ON "MembershipVisit"("userId", "receiptheroId");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_identity_key" ON "Notification"("identity");

-- CreateIndex
CREATE INDEX "Notification_receiptheroId_firstReceivedAt_idx" ON "Notification"("receiptheroId", "firstReceivedAt" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_receiptheroId_id_idx" ON "AuditEvent"("receiptheroId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_merchantId_id_idx" ON "AuditEvent"("merchantId", "id" DESC);

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MembershipVisit" ADD CONSTRAINT "MembershipVisit_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------------------

-- A connection has a token exactly as long as it is not removed: never ACTIVE without one, never REMOVED with one kept.
ALTER TABLE "Connection"
  ADD CONSTRAINT "Connection_token_while_granted" CHECK (("status" = 'REMOVED') = ("sealedToken" IS NULL)),
  ADD CONSTRAINT "Connection_removed_is_dated" CHECK (("status" = 'REMOVED') = ("removedAt" IS NOT NULL)),
  -- receipthero-api.md section 3: 1 to 255 printable characters without spaces.
  ADD CONSTRAINT "Connection_receiptheroId_form" CHECK ("receiptheroId" ~ '^[!-~]{1,255}$');

-- Only what was claimed has an outcome.
ALTER TABLE "AuthorizationRequest"
  ADD CONSTRAINT "AuthorizationRequest_outcome_after_claim" CHECK ("outcome" IS NULL OR "claimedAt" IS NOT NULL);
