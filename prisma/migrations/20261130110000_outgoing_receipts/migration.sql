-- Receipts that the partner's systems send to ReceiptHero, and each attempt to send one.

CREATE TYPE "OutgoingReceiptState" AS ENUM ('QUEUED', 'SENDING', 'SENT', 'REJECTED', 'FAILED', 'IN_DOUBT');

CREATE TABLE "OutgoingReceipt" (
    "id" UUID NOT NULL,
    "apiKeyId" UUID NOT NULL,
    "receiptheroId" TEXT,
    "merchantId" UUID,
    "state" "OutgoingReceiptState" NOT NULL DEFAULT 'QUEUED',
    "sealedBody" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "errors" JSONB NOT NULL DEFAULT '[]',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "triedSince" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OutgoingReceipt_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "OutgoingReceipt_merchant_of_connection" CHECK (("receiptheroId" IS NULL) = ("merchantId" IS NULL)),
    -- What is still to be sent has its body, and what is sent or rejected has none.
    CONSTRAINT "OutgoingReceipt_body_erased" CHECK (CASE
      WHEN "state" IN ('QUEUED', 'SENDING') THEN "sealedBody" IS NOT NULL
      WHEN "state" IN ('SENT', 'REJECTED') THEN "sealedBody" IS NULL
      ELSE TRUE END),
    CONSTRAINT "OutgoingReceipt_finished" CHECK (("state" IN ('QUEUED', 'SENDING')) = ("finishedAt" IS NULL))
);

CREATE INDEX "OutgoingReceipt_createdAt_id_idx" ON "OutgoingReceipt"("createdAt" DESC, "id");
CREATE INDEX "OutgoingReceipt_receiptheroId_createdAt_id_idx" ON "OutgoingReceipt"("receiptheroId", "createdAt" DESC, "id");
CREATE INDEX "OutgoingReceipt_state_createdAt_id_idx" ON "OutgoingReceipt"("state", "createdAt" DESC, "id");
CREATE INDEX "OutgoingReceipt_queued_idx" ON "OutgoingReceipt"("createdAt" DESC, "id")
  WHERE (state IN ('QUEUED', 'SENDING'));
CREATE INDEX "OutgoingReceipt_unsent_idx" ON "OutgoingReceipt"("receiptheroId", "state", "createdAt" DESC, "id")
  WHERE (state <> 'SENT');
CREATE INDEX "OutgoingReceipt_merchantId_idx" ON "OutgoingReceipt"("merchantId") WHERE (state <> 'SENT');
CREATE INDEX "OutgoingReceipt_nextAttemptAt_idx" ON "OutgoingReceipt"("nextAttemptAt") WHERE (state = 'QUEUED');
CREATE INDEX "OutgoingReceipt_startedAt_idx" ON "OutgoingReceipt"("startedAt") WHERE (state = 'SENDING');
CREATE INDEX "OutgoingReceipt_finishedAt_idx" ON "OutgoingReceipt"("finishedAt")
  WHERE ("finishedAt" IS NOT NULL AND "sealedBody" IS NOT NULL);

CREATE TABLE "OutgoingReceiptAttempt" (
    "outgoingReceiptId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "endedAt" TIMESTAMPTZ(3),
    "problem" TEXT,
    "status" INTEGER,

    CONSTRAINT "OutgoingReceiptAttempt_pkey" PRIMARY KEY ("outgoingReceiptId", "number")
);

ALTER TABLE "OutgoingReceiptAttempt" ADD CONSTRAINT "OutgoingReceiptAttempt_outgoingReceiptId_fkey"
  FOREIGN KEY ("outgoingReceiptId") REFERENCES "OutgoingReceipt"("id") ON DELETE CASCADE ON UPDATE CASCADE;
