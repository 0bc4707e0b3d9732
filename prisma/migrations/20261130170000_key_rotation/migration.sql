-- Resealing under a new key finds the rows of the former keys by these indexes (docs/decisions/0055-key-rotation.md).
-- The id of the key that sealed a text: `v1.{key id}.…` (lib/crypto/seal.ts). Null for null.
CREATE FUNCTION key_of_sealed(sealed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT split_part(sealed, '.', 2)
$$;

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

CREATE INDEX "AuthorizationRequest_sealedCodeVerifier_key_idx" ON "AuthorizationRequest" (key_of_sealed("sealedCodeVerifier"), "stateHash") WHERE "sealedCodeVerifier" IS NOT NULL;
CREATE INDEX "AuthorizationRequest_sealedGrant_key_idx" ON "AuthorizationRequest" (key_of_sealed("sealedGrant"), "stateHash") WHERE "sealedGrant" IS NOT NULL;
CREATE INDEX "Connection_sealedToken_key_idx" ON "Connection" (key_of_sealed("sealedToken"), "receiptheroId") WHERE "sealedToken" IS NOT NULL;
CREATE INDEX "IdempotentCall_sealedAnswer_key_idx" ON "IdempotentCall" (key_of_sealed("sealedAnswer"), "apiKeyId", "keyHash") WHERE "sealedAnswer" IS NOT NULL;
CREATE INDEX "ImportLine_sealedLine_key_idx" ON "ImportLine" (key_of_sealed("sealedLine"), "importId", number) WHERE "sealedLine" IS NOT NULL;
CREATE INDEX "OutgoingReceipt_sealedBody_key_idx" ON "OutgoingReceipt" (key_of_sealed("sealedBody"), id) WHERE "sealedBody" IS NOT NULL;
CREATE INDEX "WebhookEndpoint_sealedFormerSecret_key_idx" ON "WebhookEndpoint" (key_of_sealed("sealedFormerSecret"), id) WHERE "sealedFormerSecret" IS NOT NULL;
CREATE INDEX "WebhookEndpoint_sealedSecret_key_idx" ON "WebhookEndpoint" (key_of_sealed("sealedSecret"), id) WHERE "sealedSecret" IS NOT NULL;
