-- CreateEnum
CREATE TYPE "CodePurpose" AS ENUM ('SIGN_IN', 'PROOF');

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

-- CreateIndex
CREATE UNIQUE INDEX "MailedCode_browserHash_purpose_key" ON "MailedCode"("browserHash", "purpose");

-- CreateIndex
CREATE INDEX "MailedCode_linkHash_idx" ON "MailedCode"("linkHash");

-- CreateIndex
CREATE INDEX "MailedCode_email_idx" ON "MailedCode"("email");
