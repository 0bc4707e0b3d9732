-- The scope in "Counter" for the day (UTC) of a time: `day:2026-11-29`. Null for null.
CREATE FUNCTION day_scope(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'day:' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
$$;
