-- Stores a connection that is not here yet: the connection, the audit event, the outcome of its request and the notifications
-- that wait for it. It is the transaction of lib/authorization/store.ts in one round trip, with plans that PostgreSQL keeps for
-- the session (docs/decisions/0079-three-round-trips.md). The locks and their order are the same, and each
-- statement sees what was committed before it began.
--
-- It returns whether it stored the connection. If not, it changed nothing: the request was settled, the user may no longer
-- connect the merchant, or the connection is here already.
CREATE FUNCTION store_new_connection(
  request_id uuid, receipthero_id text, sealed_token text, issued_at timestamptz, granted_scopes text[], released int
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  -- A request never changes who made it, for which merchant, and what it asks for.
  asked "AuthorizationRequest";
BEGIN
  SELECT * INTO asked FROM "AuthorizationRequest" WHERE id = request_id;
  -- Locked before the request: leaving a merchant and deleting an account lock in this order, too.
  PERFORM FROM "User" u JOIN "Member" b ON b."userId" = u.id
    WHERE u.id = asked."userId" AND u."disabledAt" IS NULL
      AND b."merchantId" = asked."merchantId" AND b.role <> 'READER'
      FOR SHARE;
  IF NOT FOUND AND asked."connectSessionId" IS NULL THEN
    RETURN FALSE;
  END IF;
  PERFORM FROM "AuthorizationRequest" WHERE id = request_id AND outcome IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN FALSE;
  END IF;

  INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "readProven", "partnerMetadata", "partnerKeys",
                            "sealedToken", "tokenIssuedAt", "replacesId")
  VALUES (receipthero_id, asked."merchantId", asked.label, coalesce(granted_scopes, asked.scopes),
          coalesce('receipt:read' = ANY (granted_scopes), FALSE), asked."partnerMetadata", asked."partnerKeys",
          sealed_token, issued_at,
          (SELECT r."receiptheroId" FROM "Connection" r
            WHERE r."receiptheroId" = asked."replacesId" AND r."receiptheroId" <> receipthero_id
              AND r."merchantId" = asked."merchantId"))
  ON CONFLICT ("receiptheroId") DO NOTHING;
  IF NOT FOUND THEN
    RETURN FALSE;
  END IF;

  INSERT INTO "AuditEvent" ("actorType", "actorId", action, "merchantId", "receiptheroId", after)
  VALUES (CASE WHEN asked."userId" IS NULL THEN 'CONNECT_SESSION' ELSE 'USER' END::"ActorType",
          coalesce(asked."userId", asked."connectSessionId"), 'connection.connected', asked."merchantId", receipthero_id,
          jsonb_build_object('scopes', coalesce(granted_scopes, asked.scopes)));
  PERFORM settle_connected(request_id, receipthero_id);
  UPDATE "Notification" SET state = 'PENDING', "retryAt" = now()
   WHERE id IN (SELECT n.id FROM "Notification" n
                 WHERE n.state = 'WAITING' AND n."receiptheroId" = receipthero_id LIMIT released)
     AND state = 'WAITING';
  RETURN TRUE;
END $$;
