-- A notification without a result tells its event too.
CREATE OR REPLACE TRIGGER "Notification_events" AFTER UPDATE OF state ON "Notification" FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state = 'DONE' AND OLD.payload <> '{}' AND NEW.result IS DISTINCT FROM 'erased'
        AND NEW.type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'))
  EXECUTE FUNCTION write_other_events();
