-- How many rows of each sealed column need each key. It finds the columns by their names, so that none can be forgotten.
-- For each column an index gives the keys one by one, and counts the rows of each.
CREATE FUNCTION count_sealed_rows() RETURNS TABLE (table_name text, column_name text, key text, sealed_rows bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  FOR table_name, column_name IN
    SELECT c.table_name, c.column_name FROM information_schema.columns c
     WHERE c.table_schema = 'public' AND c.column_name LIKE 'sealed%' ORDER BY 1, 2
  LOOP
    key := '';
    LOOP
      EXECUTE format('SELECT min(key_of_sealed(%2$I)) FROM %1$I WHERE %2$I IS NOT NULL AND key_of_sealed(%2$I) > $1',
                     table_name, column_name) INTO key USING key;
      EXIT WHEN key IS NULL;
      EXECUTE format('SELECT count(*) FROM %1$I WHERE %2$I IS NOT NULL AND key_of_sealed(%2$I) = $1',
                     table_name, column_name) INTO sealed_rows USING key;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;
