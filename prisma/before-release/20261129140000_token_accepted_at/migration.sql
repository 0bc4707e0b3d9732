-- When ReceiptHero accepted or issued a connection's token last: lib/access-tokens/check.ts asks the latest of them what
-- ReceiptHero answers to a token that works. For existing rows the time of this migration stands in.
ALTER TABLE "Connection" ADD COLUMN "tokenAcceptedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now();

CREATE INDEX "Connection_tokenAcceptedAt_idx" ON "Connection" ("tokenAcceptedAt" DESC) WHERE (status = 'ACTIVE');
