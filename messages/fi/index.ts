import accessibility from "./accessibility.json" with { type: "json" };
import adminApiKeys from "./admin/api-keys.json" with { type: "json" };
import adminAudit from "./admin/audit.json" with { type: "json" };
import adminBrand from "./admin/brand.json" with { type: "json" };
import adminBulkDisconnect from "./admin/bulk-disconnect.json" with { type: "json" };
import adminCertificate from "./admin/certificate.json" with { type: "json" };
import adminConnectSessions from "./admin/connect-sessions.json" with { type: "json" };
import adminConnection from "./admin/connection.json" with { type: "json" };
import adminConnections from "./admin/connections.json" with { type: "json" };
import adminEvents from "./admin/events.json" with { type: "json" };
import adminExportColumns from "./admin/export-columns.json" with { type: "json" };
import adminImports from "./admin/imports.json" with { type: "json" };
import adminInvitationFiles from "./admin/invitation-files.json" with { type: "json" };
import adminInvitations from "./admin/invitations.json" with { type: "json" };
import adminLists from "./admin/lists.json" with { type: "json" };
import adminMerchants from "./admin/merchants.json" with { type: "json" };
import adminNav from "./admin/nav.json" with { type: "json" };
import adminNotes from "./admin/notes.json" with { type: "json" };
import adminNotifications from "./admin/notifications.json" with { type: "json" };
import adminOutgoingReceipts from "./admin/outgoing-receipts.json" with { type: "json" };
import adminOverview from "./admin/overview.json" with { type: "json" };
import adminReminders from "./admin/reminders.json" with { type: "json" };
import adminSavedViews from "./admin/saved-views.json" with { type: "json" };
import adminSystem from "./admin/system.json" with { type: "json" };
import adminUsers from "./admin/users.json" with { type: "json" };
import adminWebhooks from "./admin/webhooks.json" with { type: "json" };
import apiReference from "./api-reference.json" with { type: "json" };
import app from "./app.json" with { type: "json" };
import audit from "./audit.json" with { type: "json" };
import businesses from "./businesses.json" with { type: "json" };
import connect from "./connect.json" with { type: "json" };
import connectSession from "./connect-session.json" with { type: "json" };
import connection from "./connection.json" with { type: "json" };
import connections from "./connections.json" with { type: "json" };
import consent from "./consent.json" with { type: "json" };
import disconnect from "./disconnect.json" with { type: "json" };
import download from "./download.json" with { type: "json" };
import errors from "./errors.json" with { type: "json" };
import goodbye from "./goodbye.json" with { type: "json" };
import health from "./health.json" with { type: "json" };
import invitation from "./invitation.json" with { type: "json" };
import leaving from "./leaving.json" with { type: "json" };
import mail from "./mail.json" with { type: "json" };
import move from "./move.json" with { type: "json" };
import notAllowed from "./not-allowed.json" with { type: "json" };
import otherUser from "./other-user.json" with { type: "json" };
import outcome from "./outcome.json" with { type: "json" };
import proof from "./proof.json" with { type: "json" };
import proven from "./proven.json" with { type: "json" };
import receipts from "./receipts.json" with { type: "json" };
import reconnect from "./reconnect.json" with { type: "json" };
import refused from "./refused.json" with { type: "json" };
import sandbox from "./sandbox.json" with { type: "json" };
import scopes from "./scopes.json" with { type: "json" };
import settings from "./settings.json" with { type: "json" };
import signIn from "./sign-in.json" with { type: "json" };
import tooManyChanges from "./too-many-changes.json" with { type: "json" };
import undoEmail from "./undo-email.json" with { type: "json" };
import units from "./units.json" with { type: "json" };
import unsubscribe from "./unsubscribe.json" with { type: "json" };
import validation from "./validation.json" with { type: "json" };
import welcome from "./welcome.json" with { type: "json" };

/** Every Finnish text. A key's first part names the file: `signIn` is sign-in.json, `admin.bulkDisconnect` is admin/bulk-disconnect.json. */
export default {
  accessibility,
  admin: {
    apiKeys: adminApiKeys,
    audit: adminAudit,
    brand: adminBrand,
    bulkDisconnect: adminBulkDisconnect,
    certificate: adminCertificate,
    connectSessions: adminConnectSessions,
    connection: adminConnection,
    connections: adminConnections,
    events: adminEvents,
    exportColumns: adminExportColumns,
    imports: adminImports,
    notes: adminNotes,
    notifications: adminNotifications,
    invitationFiles: adminInvitationFiles,
    invitations: adminInvitations,
    lists: adminLists,
    merchants: adminMerchants,
    nav: adminNav,
    outgoingReceipts: adminOutgoingReceipts,
    overview: adminOverview,
    reminders: adminReminders,
    savedViews: adminSavedViews,
    system: adminSystem,
    users: adminUsers,
    webhooks: adminWebhooks,
  },
  apiReference,
  app,
  audit,
  businesses,
  connect,
  connectSession,
  connection,
  connections,
  consent,
  disconnect,
  download,
  errors,
  goodbye,
  health,
  invitation,
  leaving,
  mail,
  move,
  notAllowed,
  otherUser,
  outcome,
  proof,
  proven,
  receipts,
  reconnect,
  refused,
  sandbox,
  scopes,
  settings,
  signIn,
  tooManyChanges,
  undoEmail,
  units,
  unsubscribe,
  validation,
  welcome,
};
