-- Whether ReceiptHero said or showed that a connection's token may read receipts. Of existing rows nobody knows.
ALTER TABLE "Connection" ADD COLUMN "readProven" BOOLEAN NOT NULL DEFAULT false;
