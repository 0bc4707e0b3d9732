/** A row as pg reads it. */
export type Row = Record<string, unknown>;

/** The merchant's columns in a row of a list. */
export function merchantOf(row: Row): Row {
  return { id: row.merchantId, externalId: row.externalId, name: row.merchantName, deletedAt: row.merchantDeletedAt };
}

/** The JSON of a connection, as lib/api/bodies/connection.ts makes it. JSON writes the times. */
export function connectionBody(row: Row, merchant: Row): Record<string, unknown> {
  const [reason, since] = reasonOf(row);
  return {
    receipthero_id: row.receiptheroId,
    status: String(row.status).toLowerCase(),
    health: row.health,
    health_reason: reason,
    health_since: since,
    label: row.label,
    scopes: row.scopes,
    metadata: row.partnerMetadata,
    reported_metadata: row.reportedMetadata,
    reported_at: row.reportedAt,
    merchant: { id: merchant.id, external_id: merchant.externalId, name: merchant.deletedAt ? null : merchant.name },
    connected_at: row.connectedAt,
    modified_at: row.modifiedAt,
    updated_at: row.updatedAt,
    disconnected_at: row.disconnectedAt,
    disconnected_by: row.disconnectedBy === null ? null : String(row.disconnectedBy).toLowerCase(),
    last_receipt_at: row.lastNotificationAt,
  };
}

function reasonOf(row: Row): [reason: unknown, since: unknown] {
  if (row.health === "quiet") return [null, row.quietFrom];
  if (row.health === "overdue") return [null, row.overdueFrom];
  if (row.health === "unauthorized") return [row.unauthorizedReason, row.unauthorizedSince];
  if (row.health === "disconnecting") return [row.revocationError, row.disconnectingSince];
  if (row.health === "disconnected") return [null, row.disconnectedAt];
  return [null, null];
}
