-- Adds up the rows that the triggers wrote. Several servers may try at once: one does it.
CREATE FUNCTION compact_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('compact_tallies')) THEN RETURN; END IF;
  IF (SELECT count(*) FROM "ConnectionTally") > 60 THEN
    WITH gone AS (DELETE FROM "ConnectionTally" RETURNING health, n)
    INSERT INTO "ConnectionTally" (health, n) SELECT health, sum(n) FROM gone GROUP BY health;
  END IF;
  WITH crowded AS (SELECT day, name FROM "DailyTally" GROUP BY day, name HAVING count(*) > 1),
       gone AS (DELETE FROM "DailyTally" t USING crowded c WHERE (t.day, t.name) = (c.day, c.name)
                RETURNING t.day, t.name, t.n)
  INSERT INTO "DailyTally" (day, name, n) SELECT day, name, sum(n) FROM gone GROUP BY day, name;
  WITH crowded AS (SELECT "bulkRevocationId" AS id, state FROM "BulkTally" GROUP BY 1, 2 HAVING count(*) > 1),
       gone AS (DELETE FROM "BulkTally" t USING crowded c WHERE (t."bulkRevocationId", t.state) = (c.id, c.state)
                RETURNING c.id, c.state, t.n)
  INSERT INTO "BulkTally" ("bulkRevocationId", state, n) SELECT id, state, sum(n) FROM gone GROUP BY id, state;
END $$;
