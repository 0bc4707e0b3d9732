-- It stands alone, because it commits each 1,000 rows: no change of a running server waits for more than those. It takes a
-- minute for a million rows on 2 cores, and may run again.
DO $$
DECLARE
  done text := '';
  batch text[];
BEGIN
  LOOP
    batch := ARRAY(SELECT "receiptheroId" FROM "Connection" WHERE "receiptheroId" > done ORDER BY 1 LIMIT 1000);
    EXIT WHEN cardinality(batch) = 0;
    -- As the triggers do, so that neither waits for the other's rows in another order.
    PERFORM lock_listing((SELECT array_agg("merchantId") FROM "Connection" WHERE "receiptheroId" = ANY (batch)));
    UPDATE "ConnectionListing" l SET "connectedAt" = c."connectedAt"
      FROM "Connection" c WHERE c."receiptheroId" = l."receiptheroId" AND l."receiptheroId" = ANY (batch)
       AND l."connectedAt" IS NULL;
    done := batch[cardinality(batch)];
    COMMIT;
  END LOOP;
END $$;
