-- The current health of a connection: the most serious problem that its row shows (docs/decisions/0012-health.md).
CREATE FUNCTION connection_health(kept "Connection") RETURNS "ConnectionHealth" LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN kept.status = 'DISCONNECTED' THEN 'disconnected'
    WHEN kept.status = 'DISCONNECTING' THEN 'disconnecting'
    WHEN kept."unauthorizedSince" IS NOT NULL THEN 'unauthorized'
    WHEN kept."overdueFrom" <= now() THEN 'overdue'
    WHEN kept."quietFrom" <= now() THEN 'quiet'
    ELSE 'healthy'
  END::"ConnectionHealth"
$$;
