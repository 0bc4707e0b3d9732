-- Servers of the version before positions read and write these columns. During an upgrade they go on, and so they do when the
-- new version must go back. This version uses neither. A later one drops them (docs/decisions/0067-former-columns.md).
ALTER TABLE "EventDelivery" ADD COLUMN "leasedUntil" TIMESTAMPTZ(3);
ALTER TABLE "WebhookEndpoint" ADD COLUMN "disabledAfter" BIGINT;
