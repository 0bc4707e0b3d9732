-- The daily digest counts these events of a day. Most events are of other types.
CREATE INDEX "Event_health_idx" ON "Event"("at")
  WHERE data IS NOT NULL AND type IN ('connection.needs_reconnect', 'connection.receipt_overdue', 'connection.quiet', 'connection.disconnected', 'connection.recovered');
