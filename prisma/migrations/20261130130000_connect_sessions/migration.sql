-- Connect sessions: a merchant connects with a link of the partner, without signing in. Authorization requests and
-- membership visits then belong to the session instead of a user.

ALTER TYPE "ActorType" ADD VALUE 'CONNECT_SESSION';

CREATE TYPE "ConnectSessionPurpose" AS ENUM ('connect', 'reconnect', 'manage');
CREATE TYPE "ConnectSessionStatus" AS ENUM ('pending', 'opened', 'connected', 'cancelled', 'modified', 'removed', 'failed', 'expired');

CREATE TABLE "ConnectSession" (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  "tokenHash" TEXT NOT NULL,
  purpose "ConnectSessionPurpose" NOT NULL,
  status "ConnectSessionStatus" NOT NULL DEFAULT 'pending',
  "merchantId" UUID NOT NULL,
  "apiKeyId" UUID,
  locale TEXT,
  label TEXT NOT NULL,
  scopes TEXT[],
  metadata JSONB NOT NULL DEFAULT '{}',
  "receiptheroId" TEXT,
  "returnUrl" TEXT,
  "partnerState" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '00:30:00'::interval),
  "openedAt" TIMESTAMPTZ(3),
  "browserHash" TEXT,
  "endedAt" TIMESTAMPTZ(3),
  reason TEXT,
  "connectedId" TEXT,
  CONSTRAINT "ConnectSession_pkey" PRIMARY KEY (id),
  CONSTRAINT "ConnectSession_ended" CHECK ((status IN ('pending', 'opened')) = ("endedAt" IS NULL)),
  CONSTRAINT "ConnectSession_names_connection" CHECK ((purpose = 'connect') = ("receiptheroId" IS NULL)),
  CONSTRAINT "ConnectSession_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "ConnectSession_tokenHash_key" ON "ConnectSession"("tokenHash");
CREATE INDEX "ConnectSession_createdAt_id_idx" ON "ConnectSession"("createdAt" DESC, id);
CREATE INDEX "ConnectSession_status_createdAt_id_idx" ON "ConnectSession"(status, "createdAt" DESC, id);
CREATE INDEX "ConnectSession_merchantId_createdAt_id_idx" ON "ConnectSession"("merchantId", "createdAt" DESC, id);
CREATE INDEX "ConnectSession_expiresAt_idx" ON "ConnectSession"("expiresAt") WHERE status IN ('pending', 'opened');

ALTER TABLE "AuthorizationRequest"
  ALTER COLUMN "userId" DROP NOT NULL,
  ALTER COLUMN "sessionId" DROP NOT NULL,
  ADD COLUMN "connectSessionId" UUID,
  ADD COLUMN "partnerKeys" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD CONSTRAINT "AuthorizationRequest_connectSessionId_fkey" FOREIGN KEY ("connectSessionId")
    REFERENCES "ConnectSession"(id) ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "AuthorizationRequest_of_one" CHECK (("userId" IS NULL) = ("connectSessionId" IS NOT NULL)
                                                  AND ("userId" IS NULL) = ("sessionId" IS NULL));
CREATE INDEX "AuthorizationRequest_connectSessionId_idx" ON "AuthorizationRequest"("connectSessionId");

ALTER TABLE "MembershipVisit"
  ALTER COLUMN "userId" DROP NOT NULL,
  ALTER COLUMN "sessionId" DROP NOT NULL,
  ADD COLUMN "connectSessionId" UUID,
  ADD CONSTRAINT "MembershipVisit_connectSessionId_fkey" FOREIGN KEY ("connectSessionId")
    REFERENCES "ConnectSession"(id) ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "MembershipVisit_of_one" CHECK (("userId" IS NULL) = ("connectSessionId" IS NOT NULL)
                                             AND ("userId" IS NULL) = ("sessionId" IS NULL));
CREATE INDEX "MembershipVisit_connectSessionId_idx" ON "MembershipVisit"("connectSessionId");

-- The keys of partnerMetadata that the partner set and the merchant cannot change.
ALTER TABLE "Connection" ADD COLUMN "partnerKeys" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Emails that the partner named as an owner's. They join when they sign in.
CREATE TABLE "ExpectedOwner" (
  "merchantId" UUID NOT NULL,
  email TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "ExpectedOwner_pkey" PRIMARY KEY ("merchantId", email),
  CONSTRAINT "ExpectedOwner_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "ExpectedOwner_email_idx" ON "ExpectedOwner"(email);
