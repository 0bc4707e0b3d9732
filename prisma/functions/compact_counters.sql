-- Sums up the rows of each counter, so that reading it stays cheap. Several servers may try at once; only one does it.
CREATE FUNCTION compact_counters() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('compact_counters')) THEN RETURN; END IF;
  WITH crowded AS (SELECT scope, key FROM "Counter" GROUP BY scope, key HAVING count(*) > 1),
       gone AS (DELETE FROM "Counter" c USING crowded WHERE (c.scope, c.key) = (crowded.scope, crowded.key)
                RETURNING c.scope, c.key, c.delta)
  INSERT INTO "Counter" (scope, key, delta)
  SELECT scope, key, sum(delta) FROM gone GROUP BY scope, key HAVING sum(delta) <> 0;
END $$;
