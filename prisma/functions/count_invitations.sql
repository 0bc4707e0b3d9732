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
