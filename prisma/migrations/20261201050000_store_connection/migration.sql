-- A callback stores a new connection in one call. Both TypeScript and SQL use the other two functions.

-- Gives the connect session of an authorization request the request's outcome (lib/connect-sessions/status.ts). A denial is
-- `cancelled`, and any other failure `failed`; an invitation is open again instead, until it expires, because nobody could
-- give that merchant another link at once. A connection counts even when the session had ended otherwise, and no longer
-- counts after its rollback. Without a session nothing happens.
CREATE FUNCTION follow_request(request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "ConnectSession" s
     SET status = followed.status::"ConnectSessionStatus",
         reason = CASE followed.status WHEN 'expired' THEN 'expired' ELSE nullif(followed.outcome, 'connected') END,
         "endedAt" = CASE followed.status WHEN 'opened' THEN NULL ELSE now() END,
         "connectedId" = CASE followed.status WHEN 'connected' THEN followed."receiptheroId" END
    FROM (SELECT r.*, CASE WHEN r.outcome = 'connected' THEN 'connected'
                           WHEN of_r."invitedById" IS NOT NULL AND of_r."expiresAt" > now() THEN 'opened'
                           WHEN of_r."invitedById" IS NOT NULL THEN 'expired'
                           WHEN r.outcome = 'access_denied' THEN 'cancelled' ELSE 'failed' END AS status
            FROM "AuthorizationRequest" r JOIN "ConnectSession" of_r ON of_r.id = r."connectSessionId"
           WHERE r.id = request_id AND r.outcome IS NOT NULL) followed
   WHERE s.id = followed."connectSessionId"
     AND CASE followed.outcome WHEN 'connected' THEN s.status <> 'connected'
              ELSE s.status IN ('pending', 'opened', 'expired') OR s."connectedId" = followed."receiptheroId" END;
END $$;

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
