-- Null: the next sign-in takes the browser's language, and the time zone is the server's. The former version goes on
-- with the column "locale", in which everybody has English.
ALTER TABLE "User"
  ADD COLUMN language TEXT,
  ADD COLUMN "timeZone" TEXT;
