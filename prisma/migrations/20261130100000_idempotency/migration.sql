-- A call of the API with an Idempotency-Key: who made it, what it was, and the answer that a repetition gets.

CREATE TABLE "IdempotentCall" (
    "apiKeyId" UUID NOT NULL,
    "keyHash" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "resultId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "leasedUntil" TIMESTAMPTZ(3),
    "status" INTEGER,
    "sealedAnswer" TEXT,

    CONSTRAINT "IdempotentCall_pkey" PRIMARY KEY ("apiKeyId", "keyHash"),
    CONSTRAINT "IdempotentCall_leased_or_answered"
      CHECK (("leasedUntil" IS NULL) = ("status" IS NOT NULL) AND ("status" IS NULL) = ("sealedAnswer" IS NULL))
);

CREATE INDEX "IdempotentCall_createdAt_idx" ON "IdempotentCall"("createdAt");

ALTER TABLE "IdempotentCall" ADD CONSTRAINT "IdempotentCall_apiKeyId_fkey"
  FOREIGN KEY ("apiKeyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
