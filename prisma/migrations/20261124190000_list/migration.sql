-- The admin's list by last notification, with those that never had one at the end: alone, and within a health. Prisma's
-- schema cannot say NULLS LAST (prisma/drift.test.ts knows of these).
CREATE INDEX "Connection_last_notification_idx"
  ON "Connection" ("lastNotificationAt" DESC NULLS LAST, "receiptheroId");
CREATE INDEX "Connection_health_last_notification_idx"
  ON "Connection" (health, "lastNotificationAt" DESC NULLS LAST, "receiptheroId");
