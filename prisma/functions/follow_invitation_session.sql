-- Gives a merchant invitation the state of its connect session. An email that waits for an invitation that is connected
-- or expired is not sent. An email that the mail server refused stays refused when its link expires. A reminder gives an
-- expired invitation a new link: its session is pending again, or opened. If the business was invited again since,
-- that invitation is the open one, and this one stays refused or has expired: its link works all the same.
--
-- An invited email is an expected owner only as long as one of its invitations has not expired.
CREATE FUNCTION follow_invitation_session() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER "ConnectSession_invitation_follows" AFTER UPDATE ON "ConnectSession" FOR EACH ROW
  WHEN (NEW."invitedById" IS NOT NULL AND OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION follow_invitation_session();
