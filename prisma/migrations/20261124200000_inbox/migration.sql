-- DropIndex
DROP INDEX "Notification_receiptheroId_firstReceivedAt_id_idx";

-- DropIndex
DROP INDEX "Notification_unprocessed_idx";

-- CreateIndex
CREATE INDEX "Notification_receiptheroId_firstReceivedAt_id_idx" ON "Notification"("receiptheroId" text_pattern_ops, "firstReceivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Notification_unprocessed_idx" ON "Notification"("state", "firstReceivedAt" DESC, "id" DESC, "type") WHERE (state IN ('PENDING', 'WAITING', 'FAILED'));

-- CreateIndex
CREATE INDEX "Notification_revocations_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC) WHERE (type = 'oauth_authorization_revoke');

-- CreateIndex
CREATE INDEX "Notification_unknown_type_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC) WHERE (type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'));

-- CreateIndex
CREATE INDEX "Notification_receiptId_firstReceivedAt_id_idx" ON "Notification"("receiptId", "firstReceivedAt" DESC, "id" DESC);
