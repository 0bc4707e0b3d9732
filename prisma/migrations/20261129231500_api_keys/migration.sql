-- The keys of the partner's own systems, and who may have done something: one of them.

ALTER TYPE "ActorType" ADD VALUE 'API_KEY';

CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "permissions" TEXT[],
    "hash" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");
CREATE INDEX "ApiKey_createdAt_id_idx" ON "ApiKey"("createdAt" DESC, "id");

-- Counting a request must not wait for the disk. Half the page stays free, so that an update finds room beside its row.
CREATE UNLOGGED TABLE "ApiKeyWindow" (
    "apiKeyId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(0) NOT NULL,
    "requests" INTEGER NOT NULL,

    CONSTRAINT "ApiKeyWindow_pkey" PRIMARY KEY ("apiKeyId")
) WITH (fillfactor = 50);

ALTER TABLE "ApiKeyWindow" ADD CONSTRAINT "ApiKeyWindow_apiKeyId_fkey"
  FOREIGN KEY ("apiKeyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
