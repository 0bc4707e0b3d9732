// A test for the compiler: `npm test -- types` fails if one of the refused calls becomes possible. Nothing calls it.

import { readToken } from "@/lib/access-tokens/read";
import { beginDownload } from "@/lib/account/export/begin";
import { exportAuditEvents } from "@/lib/audit/export";
import { listAuditEvents } from "@/lib/audit/list";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import { disconnectAsAdmin, disconnectConnection, disconnectForKey } from "@/lib/connections/disconnect/disconnect";
import { searchConnections } from "@/lib/connections/search/search";
import { listMembers } from "@/lib/merchants/members/list";
import { removeMember } from "@/lib/merchants/members/remove";
import {
  type Admin,
  type ApiKey,
  isPermitted,
  type Member,
  type Owner,
  type Reader,
  type Staff,
  type StaffViewer,
  type User,
} from "@/lib/principal";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import { disableUser } from "@/lib/users/disable";
import { listUsers } from "@/lib/users/list";

type Rest<Verb> = Verb extends (who: never, ...rest: infer Arguments) => unknown ? Arguments : never;

/** Verbs, with all their arguments except the first. */
type Verbs = {
  listUsers: Rest<typeof listUsers>;
  searchConnections: Rest<typeof searchConnections>;
  listAuditEvents: Rest<typeof listAuditEvents>;
  exportAuditEvents: Rest<typeof exportAuditEvents>;
  disableUser: Rest<typeof disableUser>;
  startBulkDisconnect: Rest<typeof startBulkDisconnect>;
  disconnectAsAdmin: Rest<typeof disconnectAsAdmin>;
  disconnectConnection: Rest<typeof disconnectConnection>;
  disconnectForKey: Rest<typeof disconnectForKey>;
  readToken: Rest<typeof readToken>;
  removeMember: Rest<typeof removeMember>;
  fetchReceiptContent: Rest<typeof fetchReceiptContent>;
};

export const ofStaff = (verb: Verbs, user: User, merchant: Owner, staff: Staff, admin: Admin) => [
  () => listUsers(staff, ...verb.listUsers),
  () => listUsers(admin, ...verb.listUsers),
  // @ts-expect-error
  () => listUsers(user, ...verb.listUsers),
  // @ts-expect-error
  () => listUsers(merchant, ...verb.listUsers),
  // @ts-expect-error
  () => listUsers({ ...user, role: "SUPPORT" }, ...verb.listUsers),
  // @ts-expect-error
  () => searchConnections(user, ...verb.searchConnections),
  // @ts-expect-error
  () => searchConnections(merchant, ...verb.searchConnections),
  // @ts-expect-error
  () => listAuditEvents(user, ...verb.listAuditEvents),
  // @ts-expect-error
  () => exportAuditEvents(user, ...verb.exportAuditEvents),
];

export const ofAdmins = (verb: Verbs, user: User, merchant: Owner, staff: Staff, admin: Admin) => [
  () => disableUser(admin, ...verb.disableUser),
  // @ts-expect-error
  () => disableUser(user, ...verb.disableUser),
  // @ts-expect-error
  () => disableUser(merchant, ...verb.disableUser),
  // @ts-expect-error
  () => disableUser(staff, ...verb.disableUser),
  // @ts-expect-error
  () => disableUser({ ...staff, role: "ADMIN" }, ...verb.disableUser),
  // @ts-expect-error
  () => startBulkDisconnect(staff, ...verb.startBulkDisconnect),
  // @ts-expect-error
  () => disconnectAsAdmin(staff, ...verb.disconnectAsAdmin),
  // @ts-expect-error
  () => disconnectAsAdmin(merchant, ...verb.disconnectAsAdmin),
];

export const ofMembers = (verb: Verbs, user: User, reader: Reader, member: Member, owner: Owner, admin: Admin) => [
  () => listMembers(reader),
  () => disconnectConnection(member, ...verb.disconnectConnection),
  () => disconnectConnection(owner, ...verb.disconnectConnection),
  () => removeMember(owner, ...verb.removeMember),
  // @ts-expect-error
  () => listMembers(user),
  // @ts-expect-error
  () => listMembers(admin),
  // @ts-expect-error
  () => disconnectConnection(reader, ...verb.disconnectConnection),
  // @ts-expect-error
  () => disconnectConnection({ ...reader, memberRole: "MEMBER" }, ...verb.disconnectConnection),
  // @ts-expect-error
  () => removeMember(member, ...verb.removeMember),
  // @ts-expect-error
  () => disconnectConnection(user, ...verb.disconnectConnection),
  // @ts-expect-error
  () => disconnectConnection(admin, ...verb.disconnectConnection),
];

export const ofViews = (verb: Verbs, viewer: StaffViewer, reader: Reader, staff: Staff) => [
  () => listMembers(viewer),
  () => beginDownload(reader),
  () => fetchReceiptContent(reader, ...verb.fetchReceiptContent),
  // @ts-expect-error
  () => listMembers(staff),
  // @ts-expect-error
  () => beginDownload(viewer),
  // @ts-expect-error
  () => fetchReceiptContent(viewer, ...verb.fetchReceiptContent),
  // @ts-expect-error
  () => disconnectConnection(viewer, ...verb.disconnectConnection),
  // @ts-expect-error
  () => removeMember(viewer, ...verb.removeMember),
];

export const ofKeys = (verb: Verbs, key: ApiKey, reading: ApiKey<"connections:read">, staff: Staff) => [
  () => searchConnections(reading, ...verb.searchConnections),
  () => isPermitted(key, "connections:write") && disconnectForKey(key, ...verb.disconnectForKey),
  // @ts-expect-error
  () => searchConnections(key, ...verb.searchConnections),
  // @ts-expect-error
  () => disconnectForKey(reading, ...verb.disconnectForKey),
  // @ts-expect-error
  () => disconnectForKey(staff, ...verb.disconnectForKey),
  // @ts-expect-error
  () => readToken(reading, ...verb.readToken),
  // @ts-expect-error
  () => listUsers(reading, ...verb.listUsers),
];

/** Only a session makes a user: no object literal is one. */
export const ofNobody = (fields: { [Field in "id" | "sessionId" | "email"]: string }): User[] => [
  // @ts-expect-error
  { ...fields, role: "ADMIN" },
];
