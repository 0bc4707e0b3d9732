-- The merchant that a session of staff views now. The row goes with its session, and the audit log keeps that it was there.
CREATE TABLE "MerchantView" (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    "sessionId" UUID NOT NULL,
    "merchantId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "MerchantView_pkey" PRIMARY KEY (id)
);
CREATE UNIQUE INDEX "MerchantView_sessionId_key" ON "MerchantView" ("sessionId");
CREATE INDEX "MerchantView_merchantId_idx" ON "MerchantView" ("merchantId");
CREATE INDEX "MerchantView_expiresAt_idx" ON "MerchantView" ("expiresAt");
ALTER TABLE "MerchantView"
  ADD CONSTRAINT "MerchantView_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "MerchantView_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant" (id) ON DELETE CASCADE ON UPDATE CASCADE;
