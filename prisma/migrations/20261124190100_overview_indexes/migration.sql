-- What a person did of one kind, and what was done by nobody: without these, both are searched for among all that
-- happened (measured at a million events: 230 ms and more instead of 0.1 ms).

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_action_id_idx" ON "AuditEvent"("actorId", "action", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_actorType_id_idx" ON "AuditEvent"("actorType", "id" DESC) WHERE ("actorId" IS NULL);

-- CreateIndex
CREATE INDEX "AuditEvent_actorType_action_id_idx" ON "AuditEvent"("actorType", "action", "id" DESC) WHERE ("actorId" IS NULL);
