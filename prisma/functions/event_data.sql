-- The data that every event has of its connection. `extra` has the fields that the type adds.
CREATE FUNCTION event_data(connection "Connection", extra jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'receipthero_id', connection."receiptheroId", 'merchant_id', connection."merchantId",
    'external_id', (SELECT "externalId" FROM "Merchant" WHERE id = connection."merchantId"),
    'label', connection.label, 'metadata', connection."partnerMetadata") || extra
$$;
