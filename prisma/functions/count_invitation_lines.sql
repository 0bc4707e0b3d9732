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
