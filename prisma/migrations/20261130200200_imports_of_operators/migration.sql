-- An operator who imports with a command has no id.
ALTER TABLE "Import" ALTER COLUMN "startedById" DROP NOT NULL;
