-- Tells staff of a notification that was given up, in the transaction that gives it up.
CREATE FUNCTION note_failed_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AlarmItem" (rule, thing) VALUES ('notification_failed', NEW.id || ' ' || now()) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "Notification_alarm" AFTER UPDATE OF state ON "Notification" FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state = 'FAILED') EXECUTE FUNCTION note_failed_notification();
