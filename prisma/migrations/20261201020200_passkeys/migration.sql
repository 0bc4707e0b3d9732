-- Passkeys, with which users sign in and prove who they are.
CREATE TABLE "Passkey" (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  "userId" UUID NOT NULL,
  "credentialId" TEXT NOT NULL,
  "publicKey" BYTEA NOT NULL,
  counter BIGINT NOT NULL,
  name TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "lastUsedAt" TIMESTAMPTZ(3),
  CONSTRAINT "Passkey_pkey" PRIMARY KEY (id),
  CONSTRAINT "Passkey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "Passkey_credentialId_key" ON "Passkey" ("credentialId");
CREATE INDEX "Passkey_userId_idx" ON "Passkey" ("userId");

-- The challenges that a passkey has signed. Each works once.
CREATE TABLE "SpentChallenge" (
  hash TEXT NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "SpentChallenge_pkey" PRIMARY KEY (hash)
);
CREATE INDEX "SpentChallenge_expiresAt_idx" ON "SpentChallenge" ("expiresAt");
