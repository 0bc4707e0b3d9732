-- Emails to users: refused tokens, which emails a user wants, the emails themselves, and alarms.

ALTER TABLE "User"
  ADD COLUMN "mailsReconnect" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "mailsWeeklyDigest" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "mailsStaffDigest" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "mailsAlarms" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "mailRefusedAt" TIMESTAMPTZ(3),
  ADD COLUMN "mailRefusal" TEXT,
  ADD CONSTRAINT "User_mail_refused" CHECK (("mailRefusedAt" IS NULL) = ("mailRefusal" IS NULL));

ALTER TABLE "ReconnectLink" ADD COLUMN "mailedToId" UUID,
  ADD CONSTRAINT "ReconnectLink_mailedToId_fkey" FOREIGN KEY ("mailedToId") REFERENCES "User"(id) ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "ReconnectLink_mailedToId_idx" ON "ReconnectLink"("mailedToId");

CREATE TABLE "TokenRefusal" (
  id BIGSERIAL NOT NULL,
  "receiptheroId" TEXT NOT NULL,
  since TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "endedAt" TIMESTAMPTZ(3),
  "isMended" BOOLEAN NOT NULL DEFAULT false,
  "decidedAt" TIMESTAMPTZ(3),
  "isWithheld" BOOLEAN NOT NULL DEFAULT false,
  "endDecidedAt" TIMESTAMPTZ(3),
  CONSTRAINT "TokenRefusal_pkey" PRIMARY KEY (id),
  CONSTRAINT "TokenRefusal_ended" CHECK ("endedAt" IS NOT NULL OR (NOT "isMended" AND "endDecidedAt" IS NULL)),
  CONSTRAINT "TokenRefusal_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "TokenRefusal_since_idx" ON "TokenRefusal"(since);
CREATE INDEX "TokenRefusal_undecided_idx" ON "TokenRefusal"(since) WHERE "decidedAt" IS NULL;
CREATE INDEX "TokenRefusal_end_undecided_idx" ON "TokenRefusal"("endedAt") WHERE "endedAt" IS NOT NULL AND "endDecidedAt" IS NULL;
CREATE INDEX "TokenRefusal_receiptheroId_since_idx" ON "TokenRefusal"("receiptheroId", since DESC);
-- Nobody was told of these, and nobody will be.
INSERT INTO "TokenRefusal" ("receiptheroId", since, "decidedAt")
SELECT "receiptheroId", coalesce("unauthorizedSince", now()), now() FROM "Connection" WHERE health = 'unauthorized';

CREATE TYPE "UserMailKind" AS ENUM ('RECONNECT_NEEDED', 'RECONNECT_REMINDER', 'RECONNECTED', 'RECONNECT_LINK', 'WEEKLY_DIGEST', 'STAFF_DIGEST', 'STAFF_ALARM');
CREATE TYPE "UserMailState" AS ENUM ('WAITING', 'SENT', 'IN_DOUBT', 'REFUSED', 'DROPPED');
CREATE TABLE "UserMail" (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  kind "UserMailKind" NOT NULL,
  about TEXT NOT NULL,
  number INTEGER NOT NULL DEFAULT 1,
  "userId" UUID NOT NULL,
  state "UserMailState" NOT NULL DEFAULT 'WAITING',
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "dueAt" TIMESTAMPTZ(3) DEFAULT now(),
  "startedAt" TIMESTAMPTZ(3),
  attempts INTEGER NOT NULL DEFAULT 0,
  code INTEGER,
  "finishedAt" TIMESTAMPTZ(3),
  CONSTRAINT "UserMail_pkey" PRIMARY KEY (id),
  CONSTRAINT "UserMail_one_step" CHECK (num_nonnulls("dueAt", "startedAt", "finishedAt") = 1),
  CONSTRAINT "UserMail_finished" CHECK ((state = 'WAITING') = ("finishedAt" IS NULL)),
  CONSTRAINT "UserMail_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "UserMail_kind_about_number_userId_key" ON "UserMail"(kind, about, number, "userId");
CREATE INDEX "UserMail_userId_createdAt_idx" ON "UserMail"("userId", "createdAt" DESC);
CREATE INDEX "UserMail_due_idx" ON "UserMail"("dueAt", id) WHERE "dueAt" IS NOT NULL;
CREATE INDEX "UserMail_started_idx" ON "UserMail"("startedAt") WHERE "startedAt" IS NOT NULL;
CREATE INDEX "UserMail_finished_idx" ON "UserMail"("finishedAt") WHERE "finishedAt" IS NOT NULL;

CREATE TABLE "Alarm" (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  rule TEXT NOT NULL,
  "itemCount" INTEGER NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "Alarm_pkey" PRIMARY KEY (id)
);
CREATE INDEX "Alarm_rule_createdAt_idx" ON "Alarm"(rule, "createdAt" DESC);
CREATE INDEX "Alarm_createdAt_idx" ON "Alarm"("createdAt");

CREATE TABLE "AlarmItem" (
  id BIGSERIAL NOT NULL,
  rule TEXT NOT NULL,
  thing TEXT NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "alarmId" UUID,
  CONSTRAINT "AlarmItem_pkey" PRIMARY KEY (id),
  CONSTRAINT "AlarmItem_alarmId_fkey" FOREIGN KEY ("alarmId") REFERENCES "Alarm"(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "AlarmItem_rule_thing_key" ON "AlarmItem"(rule, thing);
CREATE INDEX "AlarmItem_waiting_idx" ON "AlarmItem"(rule, id) WHERE "alarmId" IS NULL;
CREATE INDEX "AlarmItem_alarmId_idx" ON "AlarmItem"("alarmId");

CREATE TABLE "DigestRun" (
  kind "UserMailKind" NOT NULL,
  period TEXT NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "DigestRun_pkey" PRIMARY KEY (kind, period)
);

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

-- Tells staff of a notification that was given up, in the transaction that gives it up.
CREATE FUNCTION note_failed_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AlarmItem" (rule, thing) VALUES ('notification_failed', NEW.id || ' ' || now()) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "Notification_alarm" AFTER UPDATE OF state ON "Notification" FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state = 'FAILED') EXECUTE FUNCTION note_failed_notification();
