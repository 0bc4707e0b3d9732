-- The emails of the most urgent kind are sent first.
CREATE INDEX "UserMail_kind_due_idx" ON "UserMail"("kind", "dueAt", "id") WHERE "dueAt" IS NOT NULL;
