-- When ReceiptHero last refused a receipt, and the download of several receipts that a user has begun.

ALTER TABLE "Receipt" ADD COLUMN "refusedAt" TIMESTAMPTZ(3);

CREATE TABLE "ReceiptDownload" (
    "userId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "receiptheroId" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReceiptDownload_pkey" PRIMARY KEY ("userId")
);

CREATE INDEX "ReceiptDownload_receiptheroId_idx" ON "ReceiptDownload"("receiptheroId");

ALTER TABLE "ReceiptDownload" ADD CONSTRAINT "ReceiptDownload_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ReceiptDownload" ADD CONSTRAINT "ReceiptDownload_receiptheroId_fkey"
  FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;
