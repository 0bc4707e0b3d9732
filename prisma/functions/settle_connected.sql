-- Records which connection a request created, renewed or moved (lib/authorization/settle.ts). The first of several requests
-- from one reconnect link uses it up. The others count as requests without a link.
CREATE FUNCTION settle_connected(request_id uuid, receipthero_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH used AS (
    UPDATE "ReconnectLink" l SET "usedAt" = now() FROM "AuthorizationRequest" r
     WHERE r.id = request_id AND l.id = r."reconnectLinkId" AND l."usedAt" IS NULL RETURNING l.id)
  UPDATE "AuthorizationRequest" SET outcome = 'connected', "receiptheroId" = receipthero_id,
         "sealedGrant" = NULL, "grantExpiresAt" = NULL, "reconnectLinkId" = (SELECT id FROM used)
   WHERE id = request_id;
  PERFORM follow_request(request_id);
END $$;
