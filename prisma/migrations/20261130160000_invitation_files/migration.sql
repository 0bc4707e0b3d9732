-- Files of invitations: an admin's CSV file is stored line by line, and jobs create the invitations
-- (docs/decisions/0051-invitation-files-and-reminders.md).

DROP TABLE "MerchantInvitationFile";

CREATE TYPE "MerchantInvitationFileState" AS ENUM ('RECEIVING', 'RUNNING', 'DONE');
CREATE TYPE "MerchantInvitationLineState" AS ENUM ('WAITING', 'INVITED', 'ALREADY_INVITED', 'REFUSED');

CREATE TABLE "MerchantInvitationFile" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "uploadedById" UUID NOT NULL,
    "state" "MerchantInvitationFileState" NOT NULL DEFAULT 'RECEIVING',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lastArrivalAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MerchantInvitationFile_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "MerchantInvitationFile_finished" CHECK (("finishedAt" IS NOT NULL) = ("state" = 'DONE'))
);

CREATE INDEX "MerchantInvitationFile_createdAt_id_idx" ON "MerchantInvitationFile"("createdAt" DESC, "id");
CREATE INDEX "MerchantInvitationFile_finishedAt_idx" ON "MerchantInvitationFile"("finishedAt");
CREATE INDEX "MerchantInvitationFile_lastArrivalAt_idx" ON "MerchantInvitationFile"("lastArrivalAt") WHERE (state = 'RECEIVING');

CREATE TABLE "MerchantInvitationLine" (
    "fileId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "MerchantInvitationLineState" NOT NULL DEFAULT 'WAITING',
    "externalId" TEXT,
    "invitation" JSONB,
    "error" TEXT,
    "field" TEXT,

    CONSTRAINT "MerchantInvitationLine_pkey" PRIMARY KEY ("fileId", "number"),
    CONSTRAINT "MerchantInvitationLine_invitation" CHECK (("invitation" IS NOT NULL) = ("state" = 'WAITING')),
    CONSTRAINT "MerchantInvitationLine_error" CHECK (("error" IS NOT NULL) = ("state" = 'REFUSED'))
);

CREATE INDEX "MerchantInvitationLine_fileId_state_number_idx" ON "MerchantInvitationLine"("fileId", "state", "number");

ALTER TABLE "MerchantInvitationLine" ADD CONSTRAINT "MerchantInvitationLine_fileId_fkey"
  FOREIGN KEY ("fileId") REFERENCES "MerchantInvitationFile"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Maintains the counters of a file of invitations: how many of its lines have each state.
CREATE FUNCTION count_invitation_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'invitation-file:' || "fileId", state, count(*) FROM added GROUP BY "fileId", state;

    WHEN 'UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'invitation-file:' || "fileId", state, sum(delta)
        FROM (SELECT "fileId", state, -1 AS delta FROM removed UNION ALL SELECT "fileId", state, 1 FROM added) changed
       GROUP BY "fileId", state HAVING sum(delta) <> 0;

    WHEN 'DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'invitation-file:' || "fileId", state, -count(*) FROM removed GROUP BY "fileId", state;
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER "MerchantInvitationLine_count_insert" AFTER INSERT ON "MerchantInvitationLine" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_invitation_lines();
CREATE TRIGGER "MerchantInvitationLine_count_update" AFTER UPDATE ON "MerchantInvitationLine" REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_invitation_lines();
CREATE TRIGGER "MerchantInvitationLine_count_delete" AFTER DELETE ON "MerchantInvitationLine" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION count_invitation_lines();
