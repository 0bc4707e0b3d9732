-- The id of the key that sealed a text: `v1.{key id}.…` (lib/crypto/seal.ts). Null for null.
CREATE FUNCTION key_of_sealed(sealed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT split_part(sealed, '.', 2)
$$;
