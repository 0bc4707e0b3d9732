import type pg from "pg";

/** Values of a database to search for, and cursors to begin at. */
export type Sample = {
  id: string;
  merchantId: string;
  userId: string;
  notificationId: string;
  actorId: string;
  business: string;
  /** A part of an email that only one merchant has. */
  domain: string;
  /** A `key:value` that only one connection has. */
  metadata: string;
  deepest: Record<"connectedAt" | "business" | "merchants" | "users" | "notifications" | "audit", string>;
};

/** A page to measure. `first` names the page of which this one is a later page. */
export type Page = { name: string; path: (sample: Sample) => string; first?: string };

const list = (parameters: Record<string, string>) => `/admin/connections?${new URLSearchParams(parameters)}`;
const call = (parameters: Record<string, string>) => `/api/v1/connections?${new URLSearchParams(parameters)}`;

export const PAGES: Page[] = [
  { name: "overview", path: () => "/admin" },
  { name: "overview, 90 days", path: () => "/admin?days=90" },
  { name: "list", path: () => list({}) },
  { name: "list, deepest page", path: ({ deepest }) => list({ after: deepest.connectedAt }), first: "list" },
  ...["connectedAt", "business", "label", "health", "lastNotificationAt", "id"].flatMap((column) =>
    [column, `-${column}`].map((sort) => ({ name: `list, sorted by ${sort}`, path: () => list({ sort }) })),
  ),
  {
    name: "list by business, deepest page",
    path: ({ deepest }) => list({ sort: "business", after: deepest.business }),
    first: "list, sorted by business",
  },
  ...["healthy", "quiet", "overdue", "unauthorized", "disconnecting", "disconnected"].map((health) => ({
    name: `list, tab ${health}`,
    path: () => list({ health }),
  })),
  { name: "list, status ACTIVE", path: () => list({ status: "ACTIVE" }) },
  { name: "list, scope receipt:write", path: () => list({ scope: "receipt:write" }) },
  { name: "list, half a name", path: ({ business }) => list({ q: business.slice(0, Math.ceil(business.length / 2)) }) },
  { name: "list, a common term", path: () => list({ q: "kahvila" }) },
  { name: "list, a common term by business", path: () => list({ q: "kahvila", sort: "business" }) },
  { name: "list, a common term and a letter", path: () => list({ q: "kahvila t" }) },
  { name: "list, a common term and a city", path: () => list({ q: "kahvila turku" }) },
  { name: "list, a rare term", path: ({ domain }) => list({ q: domain }) },
  { name: "list, an id", path: ({ id }) => list({ q: id }) },
  { name: "list, no match", path: () => list({ q: "qzxjwvkq" }) },
  { name: "list, a metadata value of one", path: ({ metadata }) => list({ metadata }) },
  { name: "list, a metadata value of many", path: () => list({ metadata: "region:north" }) },
  { name: "list, a common term in a tab", path: () => list({ q: "kahvila", health: "quiet" }) },
  { name: "list, a merchant's", path: ({ merchantId }) => list({ merchant: merchantId }) },
  { name: "one connection", path: ({ id }) => `/admin/connections/${id}` },
  { name: "notifications", path: () => "/admin/notifications" },
  {
    name: "notifications, deepest page",
    path: ({ deepest }) => `/admin/notifications?after=${deepest.notifications}`,
    first: "notifications",
  },
  { name: "notifications, failed", path: () => "/admin/notifications?state=FAILED" },
  { name: "merchants", path: () => "/admin/merchants" },
  {
    name: "merchants, deepest page",
    path: ({ deepest }) => `/admin/merchants?after=${deepest.merchants}`,
    first: "merchants",
  },
  { name: "merchants, a common term", path: () => "/admin/merchants?q=kahvila" },
  { name: "one merchant", path: ({ merchantId }) => `/admin/merchants/${merchantId}` },
  { name: "users", path: () => "/admin/users" },
  { name: "users, deepest page", path: ({ deepest }) => `/admin/users?after=${deepest.users}`, first: "users" },
  { name: "users, a common term", path: () => "/admin/users?q=kahvila" },
  { name: "one user", path: ({ userId }) => `/admin/users/${userId}` },
  { name: "audit log", path: () => "/admin/audit" },
  {
    name: "audit log, deepest page",
    path: ({ deepest }) => `/admin/audit?after=${deepest.audit}`,
    first: "audit log",
  },
  { name: "audit log, one action", path: () => "/admin/audit?action=connection.disconnected" },
  { name: "audit log, one actor", path: ({ actorId }) => `/admin/audit?actor=${actorId}` },
  { name: "API, connections", path: () => call({}) },
  {
    name: "API, connections, deepest page",
    path: ({ deepest }) => call({ cursor: deepest.connectedAt }),
    first: "API, connections",
  },
  { name: "API, 200 connections", path: () => call({ limit: "200" }) },
  { name: "API, connections by health", path: () => call({ health: "unauthorized" }) },
  { name: "API, a metadata value of many", path: () => call({ metadata: "region:north" }) },
  { name: "API, a metadata value of one", path: ({ metadata }) => call({ metadata }) },
  { name: "API, a merchant's connections", path: ({ merchantId }) => call({ merchant_id: merchantId }) },
  { name: "API, changes", path: () => call({ updated_since: "2026-01-01T00:00:00Z" }) },
  { name: "API, one connection", path: ({ id }) => `/api/v1/connections/${id}` },
  { name: "API, merchants", path: () => "/api/v1/merchants" },
];

/** Takes samples from a seeded database. */
export async function takeSample(client: pg.Client): Promise<Sample> {
  // Cursors hold times in UTC.
  await client.query("SET TIME ZONE 'UTC'");
  const one = async (sql: string) => {
    const { rows } = await client.query<{ value: string }>(sql);
    const [row] = rows;
    if (!row) throw new Error(`Nothing there to measure with: ${sql}`);
    return row.value;
  };
  // The 51st row from the end: the rows after it are the last page.
  const last = async (columns: string, table: string, order: string) => {
    const cursor = await one(
      `SELECT jsonb_build_array(${columns})::text AS value FROM "${table}" ORDER BY ${order} OFFSET 50 LIMIT 1`,
    );
    return Buffer.from(cursor).toString("base64url");
  };
  const newestFirst = '"createdAt", id';
  const chosen = `FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
                  WHERE c."partnerMetadata" ? 'pos_id' AND length(m.name) > 12 ORDER BY c."receiptheroId" LIMIT 1`;
  return {
    id: await one(`SELECT c."receiptheroId" AS value ${chosen}`),
    merchantId: await one(`SELECT m.id AS value ${chosen}`),
    business: await one(`SELECT m.name AS value ${chosen}`),
    domain: await one(`SELECT left(m.id::text, 8) AS value ${chosen}`),
    metadata: await one(`SELECT 'pos_id:' || (c."partnerMetadata" ->> 'pos_id') AS value ${chosen}`),
    userId: await one(`SELECT u.id AS value FROM "User" u WHERE role = 'MERCHANT' ORDER BY id LIMIT 1`),
    actorId: await one(`SELECT u.id AS value FROM "User" u WHERE "disabledAt" IS NOT NULL LIMIT 1`),
    notificationId: await one(`SELECT id AS value FROM "Notification" ORDER BY id LIMIT 1`),
    deepest: {
      connectedAt: await last('"connectedAt", "receiptheroId"', "Connection", '"connectedAt", "receiptheroId" DESC'),
      business: await last('business, "receiptheroId"', "ConnectionListing", 'business DESC, "receiptheroId" DESC'),
      merchants: await last(newestFirst, "Merchant", '"createdAt", id DESC'),
      users: await last(newestFirst, "User", '"createdAt", id DESC'),
      notifications: await last('"firstReceivedAt", id', "Notification", '"firstReceivedAt", id'),
      audit: await last("id::text", "AuditEvent", "id"),
    },
  };
}
