-- Sorts text as Finns and Swedes do, whatever collation the database has (docs/decisions/0032-sort-order.md).
CREATE COLLATION nordic (provider = icu, locale = 'fi');

-- The lists by business and by label follow the columns' collation, and so do their indexes, which this rebuilds.
ALTER TABLE "ConnectionListing"
  ALTER COLUMN business TYPE text COLLATE nordic,
  ALTER COLUMN label TYPE text COLLATE nordic;
