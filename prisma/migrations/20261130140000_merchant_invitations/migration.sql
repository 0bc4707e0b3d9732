-- Merchant invitations: an admin invites merchants, who connect by a mailed link.

ALTER TABLE "ConnectSession" ADD COLUMN "invitedById" UUID;

CREATE TYPE "MerchantInvitationState" AS ENUM ('waiting', 'sent', 'refused', 'in_doubt', 'opened', 'connected', 'expired');

CREATE TABLE "MerchantInvitation" (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  state "MerchantInvitationState" NOT NULL DEFAULT 'waiting',
  "externalId" TEXT NOT NULL,
  "businessName" TEXT NOT NULL,
  email TEXT NOT NULL,
  label TEXT,
  metadata JSONB NOT NULL DEFAULT '{}',
  "invitedById" UUID NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "mailDueAt" TIMESTAMPTZ(3) DEFAULT now(),
  "mailStartedAt" TIMESTAMPTZ(3),
  "mailAttempts" INTEGER NOT NULL DEFAULT 0,
  "mailCode" INTEGER,
  "sentAt" TIMESTAMPTZ(3),
  "lastMailAt" TIMESTAMPTZ(3),
  "remindedById" UUID,
  "openedAt" TIMESTAMPTZ(3),
  "formerTokenHash" TEXT,
  "merchantId" UUID,
  "connectSessionId" UUID,
  CONSTRAINT "MerchantInvitation_pkey" PRIMARY KEY (id),
  CONSTRAINT "MerchantInvitation_one_mail" CHECK ("mailDueAt" IS NULL OR "mailStartedAt" IS NULL),
  CONSTRAINT "MerchantInvitation_has_link" CHECK (("merchantId" IS NULL) = ("connectSessionId" IS NULL)
                                              AND (state = 'waiting' OR "connectSessionId" IS NOT NULL)),
  CONSTRAINT "MerchantInvitation_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"(id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "MerchantInvitation_connectSessionId_fkey" FOREIGN KEY ("connectSessionId") REFERENCES "ConnectSession"(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "MerchantInvitation_connectSessionId_key" ON "MerchantInvitation"("connectSessionId");
CREATE UNIQUE INDEX "MerchantInvitation_open_key" ON "MerchantInvitation"("externalId", email)
  WHERE state NOT IN ('refused', 'connected', 'expired');
CREATE INDEX "MerchantInvitation_createdAt_id_idx" ON "MerchantInvitation"("createdAt" DESC, id);
CREATE INDEX "MerchantInvitation_state_createdAt_id_idx" ON "MerchantInvitation"(state, "createdAt" DESC, id);
CREATE INDEX "MerchantInvitation_externalId_createdAt_id_idx" ON "MerchantInvitation"("externalId", "createdAt" DESC, id);
CREATE INDEX "MerchantInvitation_email_createdAt_id_idx" ON "MerchantInvitation"(email, "createdAt" DESC, id);
CREATE INDEX "MerchantInvitation_merchantId_idx" ON "MerchantInvitation"("merchantId");
CREATE INDEX "MerchantInvitation_mailDueAt_idx" ON "MerchantInvitation"("mailDueAt") WHERE "mailDueAt" IS NOT NULL;
CREATE INDEX "MerchantInvitation_mailStartedAt_idx" ON "MerchantInvitation"("mailStartedAt") WHERE "mailStartedAt" IS NOT NULL;
CREATE INDEX "MerchantInvitation_unanswered_idx" ON "MerchantInvitation"("lastMailAt", state)
  WHERE state IN ('sent', 'in_doubt', 'opened');

CREATE TABLE "MerchantInvitationFile" (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  "uploadedById" UUID NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  invitations JSONB NOT NULL DEFAULT '[]',
  lines INTEGER NOT NULL,
  invalid INTEGER NOT NULL DEFAULT 0,
  problems JSONB NOT NULL DEFAULT '[]',
  "confirmedAt" TIMESTAMPTZ(3),
  CONSTRAINT "MerchantInvitationFile_pkey" PRIMARY KEY (id)
);
CREATE INDEX "MerchantInvitationFile_createdAt_idx" ON "MerchantInvitationFile"("createdAt");

-- Gives a merchant invitation the state of its connect session. An email that waits for an invitation that is connected
-- or expired is not sent. An email that the mail server refused stays refused when its link expires.
CREATE FUNCTION follow_invitation_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "MerchantInvitation"
     SET state = CASE WHEN state = 'refused' AND NEW.status = 'expired' THEN state
                      ELSE NEW.status::text::"MerchantInvitationState" END,
         "openedAt" = coalesce("openedAt", NEW."openedAt"),
         "mailDueAt" = CASE NEW.status WHEN 'opened' THEN "mailDueAt" END
   WHERE "connectSessionId" = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER "ConnectSession_invitation_follows" AFTER UPDATE ON "ConnectSession" FOR EACH ROW
  WHEN (NEW."invitedById" IS NOT NULL AND OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION follow_invitation_session();

-- Maintains the counters of merchant invitations, as count_changes() does the others: by state, and by how far those of
-- a day have come. A rollback takes a connection back.
CREATE FUNCTION count_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT scope, key, count(*)
        FROM added, LATERAL (VALUES ('invitations', state::text), (day_scope("createdAt"), 'invitation:created'),
                                    (day_scope("createdAt"), CASE WHEN "sentAt" IS NOT NULL THEN 'invitation:sent' END),
                                    (day_scope("createdAt"), CASE WHEN "openedAt" IS NOT NULL THEN 'invitation:opened' END),
                                    (day_scope("createdAt"), CASE state WHEN 'connected' THEN 'invitation:connected' END)
                            ) counted (scope, key)
       WHERE key IS NOT NULL GROUP BY scope, key;

    WHEN 'UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT scope, key, delta
        FROM (VALUES ('invitations', OLD.state::text, -1), ('invitations', NEW.state::text, 1),
                     (day_scope(NEW."createdAt"), 'invitation:sent', (NEW."sentAt" IS NOT NULL)::int - (OLD."sentAt" IS NOT NULL)::int),
                     (day_scope(NEW."createdAt"), 'invitation:opened', (NEW."openedAt" IS NOT NULL)::int - (OLD."openedAt" IS NOT NULL)::int),
                     (day_scope(NEW."createdAt"), 'invitation:connected', (NEW.state = 'connected')::int - (OLD.state = 'connected')::int)
             ) counted (scope, key, delta)
       WHERE delta <> 0 AND (scope <> 'invitations' OR OLD.state <> NEW.state);

    WHEN 'DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('invitations', OLD.state, -1);
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER "MerchantInvitation_count_insert" AFTER INSERT ON "MerchantInvitation" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_invitations();
CREATE TRIGGER "MerchantInvitation_count_update" AFTER UPDATE OF state, "sentAt", "openedAt" ON "MerchantInvitation"
  FOR EACH ROW EXECUTE FUNCTION count_invitations();
CREATE TRIGGER "MerchantInvitation_count_delete" AFTER DELETE ON "MerchantInvitation"
  FOR EACH ROW EXECUTE FUNCTION count_invitations();
