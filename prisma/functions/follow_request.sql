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
