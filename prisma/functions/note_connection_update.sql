-- Notes when something changed that the API returns of a connection. The time of the last receipt is none of it: it would
-- move a connection to the end of the list of changes with every receipt. The trigger runs after "Connection_health",
-- because PostgreSQL runs triggers in the order of their names.
CREATE FUNCTION note_connection_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."updatedAt" := now();
  RETURN NEW;
END $$;

CREATE TRIGGER "Connection_updated" BEFORE UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD."merchantId", OLD.label, OLD.scopes, OLD."partnerMetadata", OLD."reportedMetadata", OLD.health,
         OLD."grantNumber", OLD."unauthorizedReason", OLD."revocationError") IS DISTINCT FROM
        (NEW."merchantId", NEW.label, NEW.scopes, NEW."partnerMetadata", NEW."reportedMetadata", NEW.health,
         NEW."grantNumber", NEW."unauthorizedReason", NEW."revocationError"))
  EXECUTE FUNCTION note_connection_update();
