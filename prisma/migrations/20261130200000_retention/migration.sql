-- What is deleted after a while is found by an index (docs/data.md).
CREATE INDEX "AuthorizationRequest_createdAt_idx" ON "AuthorizationRequest" ("createdAt");
CREATE INDEX "MembershipVisit_createdAt_idx" ON "MembershipVisit" ("createdAt");
CREATE INDEX "ReconnectLink_expiresAt_idx" ON "ReconnectLink" ("expiresAt");
CREATE INDEX "EmailUndo_expiresAt_idx" ON "EmailUndo" ("expiresAt");

-- The email of an expired invitation stayed an expected owner, who may sign up and owns the business. One that was expected
-- before the first email of its invitation was named by the partner's system, and stays.
ALTER TABLE "ExpectedOwner" ADD COLUMN "isInvited" BOOLEAN NOT NULL DEFAULT false;
UPDATE "ExpectedOwner" o SET "isInvited" = TRUE
 WHERE EXISTS (SELECT FROM "MerchantInvitation" i JOIN "ConnectSession" s ON s.id = i."connectSessionId"
                WHERE i."merchantId" = o."merchantId" AND i.email = o.email AND s."createdAt" <= o."createdAt");
DELETE FROM "ExpectedOwner" o
 WHERE "isInvited"
   AND NOT EXISTS (SELECT FROM "MerchantInvitation" i JOIN "ConnectSession" s ON s.id = i."connectSessionId"
                    WHERE i."merchantId" = o."merchantId" AND i.email = o.email AND s.status <> 'expired');

CREATE OR REPLACE FUNCTION follow_invitation_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    UPDATE "MerchantInvitation"
       SET state = CASE WHEN state = 'refused' AND NEW.status = 'expired' THEN state
                        WHEN NEW.status = 'pending' THEN 'sent'
                        ELSE NEW.status::text::"MerchantInvitationState" END,
           "openedAt" = coalesce("openedAt", NEW."openedAt"),
           "mailDueAt" = CASE NEW.status WHEN 'opened' THEN "mailDueAt" END
     WHERE "connectSessionId" = NEW.id;
  EXCEPTION WHEN unique_violation THEN
    UPDATE "MerchantInvitation"
       SET state = CASE state WHEN 'refused' THEN state ELSE 'expired' END,
           "openedAt" = coalesce("openedAt", NEW."openedAt"), "mailDueAt" = NULL
     WHERE "connectSessionId" = NEW.id;
  END;

  IF NEW.status = 'expired' THEN
    DELETE FROM "ExpectedOwner" o USING "MerchantInvitation" i
     WHERE i."connectSessionId" = NEW.id AND o."merchantId" = i."merchantId" AND o.email = i.email AND o."isInvited"
       AND NOT EXISTS (SELECT FROM "MerchantInvitation" other JOIN "ConnectSession" s ON s.id = other."connectSessionId"
                        WHERE other."merchantId" = o."merchantId" AND other.email = o.email AND s.status <> 'expired');
  ELSIF OLD.status = 'expired' THEN
    INSERT INTO "ExpectedOwner" ("merchantId", email, "isInvited")
    SELECT "merchantId", email, TRUE FROM "MerchantInvitation" WHERE "connectSessionId" = NEW.id
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
