-- Bulk reminders: an admin reminds all merchants whose invitations match (docs/decisions/0051-invitation-files-and-reminders.md).

CREATE TYPE "BulkReminderState" AS ENUM ('RUNNING', 'CANCELLED', 'DONE');

CREATE TABLE "BulkReminder" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "startedById" UUID NOT NULL,
    "state" "BulkReminderState" NOT NULL DEFAULT 'RUNNING',
    "filter" JSONB NOT NULL,
    "confirmedCount" INTEGER NOT NULL,
    "queuedCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BulkReminder_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "BulkReminder_finished" CHECK (("finishedAt" IS NULL) = ("state" = 'RUNNING'))
);

CREATE INDEX "BulkReminder_createdAt_id_idx" ON "BulkReminder"("createdAt" DESC, "id");

ALTER TABLE "MerchantInvitation" ADD COLUMN "bulkReminderId" UUID;
CREATE INDEX "MerchantInvitation_bulkReminderId_idx" ON "MerchantInvitation"("bulkReminderId") WHERE "mailDueAt" IS NOT NULL AND "bulkReminderId" IS NOT NULL;

-- A reminder gives an expired invitation a new link: its session is pending again, or opened.
CREATE OR REPLACE FUNCTION follow_invitation_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "MerchantInvitation"
     SET state = CASE WHEN state = 'refused' AND NEW.status = 'expired' THEN state
                      WHEN NEW.status = 'pending' THEN 'sent'
                      ELSE NEW.status::text::"MerchantInvitationState" END,
         "openedAt" = coalesce("openedAt", NEW."openedAt"),
         "mailDueAt" = CASE NEW.status WHEN 'opened' THEN "mailDueAt" END
   WHERE "connectSessionId" = NEW.id;
  RETURN NULL;
END $$;
