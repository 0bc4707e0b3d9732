-- AlterTable
ALTER TABLE "Session" ADD COLUMN "provenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now();

-- Sessions that exist were proven when they began.
UPDATE "Session" SET "provenAt" = "createdAt";

-- CreateTable
CREATE TABLE "EmailUndo" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '72:00:00'::interval),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmailUndo_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "EmailUndo_tokenHash_key" ON "EmailUndo"("tokenHash");

-- CreateIndex
CREATE INDEX "EmailUndo_userId_idx" ON "EmailUndo"("userId");

-- AddForeignKey
ALTER TABLE "EmailUndo" ADD CONSTRAINT "EmailUndo_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
