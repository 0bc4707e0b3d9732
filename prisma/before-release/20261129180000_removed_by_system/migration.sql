-- A value can be used only after the transaction that adds it, so the next migration uses it.
ALTER TYPE "RemovedBy" ADD VALUE 'SYSTEM';
