-- A search row has columns from several tables. Two transactions that change two of these tables at once would each
-- compute the row without the other's change, and the later one would overwrite the earlier. So a transaction takes
-- this lock before it reads anything to refresh a merchant's search rows. It cannot lock the merchant's row instead: a
-- transaction that holds that lock may wait for a connection.
--
-- There are 1,024 locks, taken in order, so a transaction that adds very many connections needs no more than that.
CREATE FUNCTION lock_listing(merchants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  turn int;
BEGIN
  FOR turn IN SELECT DISTINCT hashtext(id::text) & 1023 FROM unnest(merchants) AS id WHERE id IS NOT NULL ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('lock_listing'), turn);
  END LOOP;
END $$;
