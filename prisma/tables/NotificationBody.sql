-- The bodies of notifications that were processed, by month (docs/decisions/0062-notification-bodies.md). Prisma's schema
-- cannot express it. It has no unique key, which every partition would pay for at each insert.
CREATE TABLE "NotificationBody" (
  "receivedAt" TIMESTAMPTZ(3) NOT NULL,
  "notificationId" UUID NOT NULL,
  payload JSONB NOT NULL
) PARTITION BY RANGE ("receivedAt");

CREATE INDEX "NotificationBody_notificationId_idx" ON "NotificationBody" ("notificationId");

-- Takes a row whose month is not there, so that none is ever refused.
CREATE TABLE "NotificationBody_default" PARTITION OF "NotificationBody" DEFAULT;
