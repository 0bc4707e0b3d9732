-- Begins and ends the refusals of tokens with the health `unauthorized`, in the transaction of the change: no code that
-- changes a connection can forget one. A connection that replaces a refused one mends it.
CREATE FUNCTION follow_token_refusals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE "TokenRefusal" r SET "endedAt" = now(), "isMended" = true
      FROM added a WHERE r."receiptheroId" = a."replacesId" AND a.status = 'ACTIVE' AND r."endedAt" IS NULL;
    RETURN NULL;
  END IF;

  IF NEW."replacesId" IS DISTINCT FROM OLD."replacesId" THEN
    UPDATE "TokenRefusal" SET "endedAt" = now(), "isMended" = true
     WHERE "receiptheroId" = NEW."replacesId" AND NEW.status = 'ACTIVE' AND "endedAt" IS NULL;
  END IF;
  IF NEW.health = 'unauthorized' AND OLD.health <> 'unauthorized' THEN
    INSERT INTO "TokenRefusal" ("receiptheroId") VALUES (NEW."receiptheroId");
  ELSIF NEW.health <> 'unauthorized' THEN
    UPDATE "TokenRefusal" SET "endedAt" = now(), "isMended" = NEW.status = 'ACTIVE'
     WHERE "receiptheroId" = NEW."receiptheroId" AND "endedAt" IS NULL;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_token_refusals_insert" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION follow_token_refusals();
CREATE TRIGGER "Connection_token_refusals_update" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.health <> NEW.health AND (OLD.health = 'unauthorized' OR NEW.health = 'unauthorized')
        OR NEW."replacesId" IS DISTINCT FROM OLD."replacesId")
  EXECUTE FUNCTION follow_token_refusals();
