/** All actions in the audit log. Each has a text under `audit` in messages/. */
export const auditActions = [
  "merchant.created",
  "merchant.renamed",
  "merchant.deleted",
  "user.made_admin",
  "user.role_changed",
  "user.disabled",
  "user.enabled",
  "user.changed",
  "user.email_change_requested",
  "user.email_changed",
  "user.email_change_undone",
  "user.invited",
  "user.uninvited",
  "user.joined",
  "user.left",
  "user.deleted",
  "user.signed_in",
  "user.sign_in_refused",
  "user.signed_out",
  "user.identity_linked",
  "user.identity_unlinked",
  "session.ended",
  "connection.connected",
  "connection.reconnected",
  "connection.relabelled",
  "connection.modified",
  "connection.disconnecting",
  "connection.disconnected",
  "connection.retried",
  "connection.refused",
  "connection.granted_elsewhere",
  "connection.unauthorized",
  "connection.authorized",
  "connection.metadata_accepted",
  "connection.reconnect_link_made",
  "connection.reconnect_link_revoked",
  "connections.exported",
  "bulk.started",
  "bulk.paused",
  "bulk.resumed",
  "bulk.finished",
  "bulk.exported",
  "notifications.retried",
  "audit.exported",
] as const;

export type AuditAction = (typeof auditActions)[number];

/** Whether a stored value is an action that this version knows. */
export function isAuditAction(value: string): value is AuditAction {
  return auditActions.some((action) => action === value);
}
