-- A bulk action that emails reconnect links.

CREATE TYPE "BulkAction" AS ENUM ('DISCONNECT', 'RECONNECT_LINKS');
ALTER TABLE "BulkDisconnect" ADD COLUMN action "BulkAction" NOT NULL DEFAULT 'DISCONNECT';
ALTER TYPE "BulkItemState" ADD VALUE 'QUEUED';
