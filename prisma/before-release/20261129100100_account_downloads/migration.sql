CREATE TABLE "AccountDownload" (
    "userId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AccountDownload_pkey" PRIMARY KEY ("userId")
);
ALTER TABLE "AccountDownload" ADD CONSTRAINT "AccountDownload_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
