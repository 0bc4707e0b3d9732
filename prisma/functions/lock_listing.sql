-- A search row holds columns of several tables. Two transactions that change two of these at once would each compute the
-- row without the other's change, and the later one would keep it. So a transaction that refreshes search rows of a
-- merchant takes this lock before it reads. It cannot be the lock of the merchant's row: a transaction that holds that
-- one may wait for a connection.
--
-- There are 1,024 locks, taken in order, so that a transaction that adds very many connections needs no more of them.
CREATE FUNCTION lock_listing(merchants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  turn int;
BEGIN
  FOR turn IN SELECT DISTINCT hashtext(id::text) & 1023 FROM unnest(merchants) AS id WHERE id IS NOT NULL ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('lock_listing'), turn);
  END LOOP;
END $$;
