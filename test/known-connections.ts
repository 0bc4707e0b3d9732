import { createHash, randomUUID } from "node:crypto";
import fc from "fast-check";
import type { ListedConnection } from "@/lib/connections/list-for-staff";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import type { Sort, SortColumn } from "@/lib/connections/search/sorts";
import { type Scope, scopes } from "@/lib/receipthero/scopes";
import { ConnectionHealth, ConnectionStatus } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";
import { addMemberByEmail } from "@/test/factories";

/** A connection, as the tests know it without the database. */
export type Known = Pick<
  ListedConnection,
  | "receiptheroId"
  | "business"
  | "label"
  | "health"
  | "scopes"
  | "connectedAt"
  | "lastNotificationAt"
  | "metadata"
  | "tags"
> & { merchantId: string; merchantTags: string[]; ownTags: string[]; emails: string[]; status: ConnectionStatus };

const BUSINESSES = ["Kahvila Äkkilähtö", "Bageri Å", "Book_shop 100%", "kahvila aalto", "Zorro"];
/** One is the beginning of another one, and one has no letter more than a search needs. */
const TAGS = [["vip"], ["vip-old", "ä"], [], ["uusi_2026"]];
const LABELS = ["tag:vip", "Turku", "Oulu 7", "a\\b", "50%_", "Äänekoski", "äänekoski", "region:r1"];
const HEALTHS = [
  "healthy",
  "quiet",
  "disconnected",
  "overdue",
  "healthy",
  "unauthorized",
  "disconnecting",
  "healthy",
] as const;
const TIMES = ["00:00:00.000", "12:00:00.000", "23:59:59.999"];

/**
 * Connections with many ties: few names, few times. Some never had a notification, some have unusual metadata, and each
 * day has connections at its first and last millisecond.
 */
export function makeConnections(count: number): Known[] {
  const merchants = BUSINESSES.map((business, n) => ({
    merchantId: randomUUID(),
    business,
    merchantTags: n === 0 ? ["vip", "suuri"] : [],
    emails: Array.from({ length: n % 3 }, (_, user) => `user${user}@shop${n}.example`),
  }));
  return Array.from({ length: count }, (_, n): Known => {
    const health = pick(HEALTHS, n * 5 + Math.floor(n / 8));
    const day = `2026-01-${String(1 + (n % 11)).padStart(2, "0")}`;
    const merchant = pick(merchants, n * 3);
    const ownTags = pick(TAGS, n * 7 + Math.floor(n / 4));
    return {
      ...merchant,
      ownTags,
      tags: [...merchant.merchantTags, ...ownTags],
      receiptheroId: `rh-${createHash("md5").update(String(n)).digest("hex")}`,
      label: pick(LABELS, n),
      health,
      status: health === "disconnected" ? "DISCONNECTED" : health === "disconnecting" ? "DISCONNECTING" : "ACTIVE",
      scopes: n % 3 === 0 ? ["receipt:read"] : ["receipt:read", "receipt:write"],
      metadata: n % 13 === 0 ? {} : { region: `r${n % 5}`, n, Päivä: `Ti ${n % 3}`, note: null },
      connectedAt: new Date(`${day}T${pick(TIMES, n)}Z`),
      lastNotificationAt: n % 4 === 0 ? null : new Date(Date.UTC(2026, 2, 1, n % 6)),
    };
  });
}

function pick<Value>(values: readonly Value[], n: number): Value {
  const value = values[n % values.length];
  if (value === undefined) throw new Error("There is nothing to pick from");
  return value;
}

/** Stores connections with their merchants and users, and updates PostgreSQL's statistics. */
export async function storeConnections(database: TestDatabase, connections: Known[]): Promise<void> {
  const { client } = database;
  const merchants = new Map(connections.map((connection) => [connection.merchantId, connection]));
  for (const { merchantId, business, merchantTags, emails } of merchants.values()) {
    await client.query(`INSERT INTO "Merchant" (id, name, tags) VALUES ($1, $2, $3)`, [
      merchantId,
      business,
      merchantTags,
    ]);
    for (const email of emails) await addMemberByEmail(database, merchantId, email);
  }
  await client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", status, "connectedAt",
                               "lastNotificationAt", "sealedToken", "disconnectedAt", "disconnectingSince", "unauthorizedSince",
                               "unauthorizedReason", "overdueFrom", "quietFrom", tags)
     SELECT "receiptheroId", "merchantId", label, scopes, metadata, status, "connectedAt", "lastNotificationAt",
            CASE WHEN health <> 'disconnected' THEN 'sealed' END, CASE WHEN health = 'disconnected' THEN now() END,
            CASE WHEN health = 'disconnecting' THEN now() END, CASE WHEN health = 'unauthorized' THEN now() END,
            CASE WHEN health = 'unauthorized' THEN 'refused' END, CASE WHEN health = 'overdue' THEN now() - interval '1 hour' END,
            CASE WHEN health = 'quiet' THEN now() - interval '1 hour' END, "ownTags"
       FROM jsonb_to_recordset($1::jsonb) AS given ("receiptheroId" text, "merchantId" uuid, label text, scopes text[],
              metadata jsonb, status "ConnectionStatus", health text, "connectedAt" timestamptz, "lastNotificationAt" timestamptz, "ownTags" text[])`,
    [JSON.stringify(connections)],
  );
  await client.query("ANALYZE");
}

/** Whether a connection matches a filter, computed without SQL. */
function matches(connection: Known, filter: ConnectionFilter): boolean {
  const { business, label, receiptheroId, emails, connectedAt, tags } = connection;
  const pairs = Object.entries(connection.metadata ?? {}).flatMap(([key, value]) =>
    value === null ? [] : [`${key}:${value}`.toLowerCase()],
  );
  const words = tags.map((tag) => `tag:${tag}`);
  const texts = [business, label, receiptheroId, ...emails, ...words].map((text) => text.toLowerCase());
  const day = connectedAt.toISOString().slice(0, 10);
  const { q, status, health, scope, from, to, metadata, merchant } = filter;
  return (
    (q === null || (/^tag:./i.test(q) ? words : [...texts, ...pairs]).some(isFoundBy(q.toLowerCase()))) &&
    (status === null || connection.status === status) &&
    (health === null || connection.health === health) &&
    (scope === null || connection.scopes.includes(scope)) &&
    (from === null || day >= from) &&
    (to === null || day <= to) &&
    (metadata === null || pairs.includes(metadata.toLowerCase())) &&
    (merchant === null || connection.merchantId === merchant)
  );
}

/** A tag is found as a whole, and any other text by a part of it. */
const isFoundBy = (q: string) => (text: string) => (/^tag:./.test(q) ? text === q : text.includes(q));

/** The connections that match a filter, in the order of a sort, computed without SQL. */
export function expectedConnections(connections: Known[], filter: ConnectionFilter, sort: Sort): Known[] {
  const column = sort.replace("-", "") as SortColumn;
  const direction = sort.startsWith("-") ? -1 : 1;
  return connections
    .filter((connection) => matches(connection, filter))
    .sort((a, b) => direction * ASCENDING[column](a, b));
}

type Compare = (a: Known, b: Known) => number;
const finnish = new Intl.Collator("fi");
const byId: Compare = (a, b) => (a.receiptheroId < b.receiptheroId ? -1 : 1);
const byName = (name: "business" | "label"): Compare => {
  return (a, b) => finnish.compare(a[name].toLowerCase(), b[name].toLowerCase()) || byId(a, b);
};
/** Of two with the same time, the one with the larger id comes first. One without a time comes before all others. */
const byTime = (name: "connectedAt" | "lastNotificationAt"): Compare => {
  return (a, b) => (a[name]?.getTime() ?? 0) - (b[name]?.getTime() ?? 0) || byId(b, a);
};
const ranks = Object.values(ConnectionHealth);

/** The ascending order of each column. */
const ASCENDING: Record<SortColumn, Compare> = {
  business: byName("business"),
  label: byName("label"),
  health: (a, b) => ranks.indexOf(a.health) - ranks.indexOf(b.health) || byTime("connectedAt")(b, a),
  connectedAt: byTime("connectedAt"),
  lastNotificationAt: byTime("lastNotificationAt"),
  id: byId,
};

/** Searches for a part of one of the connections, and some that LIKE or a trigram could misread. */
function anySearch(connections: Known[]): fc.Arbitrary<string> {
  const texts = connections.flatMap(({ business, label, receiptheroId, emails, metadata }) => [
    business,
    label,
    receiptheroId,
    ...emails,
    ...Object.entries(metadata ?? {}).map(([key, value]) => `${key}:${value}`),
  ]);
  const part = fc
    .tuple(fc.constantFrom(...texts), fc.nat(30), fc.integer({ min: 3, max: 12 }))
    .map(([text, start, length]) =>
      text
        .slice(start % Math.max(text.length - 2, 1))
        .slice(0, length)
        .trim(),
    )
    .filter((text) => text.length >= 3);
  const odd = [
    "BAGERI",
    "oulu 7",
    "50%_",
    "k_shop",
    "nowhere",
    "%%%",
    "\\\\\\",
    "___",
    "user0@shop",
    "rh-",
    "ila a",
    "region:r",
    "tag:",
    "tag:vip",
    "TAG:VIP-OLD",
    "tag:Ä",
    "tag:vi",
    "tag:suuri",
    "ag:vip",
  ];
  return fc.oneof(part, fc.constantFrom(...odd));
}

/** Filters of no, one or two conditions, and rarely more, because many conditions match nothing. */
export function anyFilter(connections: Known[], none: ConnectionFilter): fc.Arbitrary<ConnectionFilter> {
  const all = fc.record({
    q: anySearch(connections),
    status: fc.constantFrom(...Object.values(ConnectionStatus)),
    health: fc.constantFrom(...ranks),
    scope: fc.constantFrom<Scope>(...scopes),
    from: fc.constantFrom("2026-01-03", "2026-01-05", "2026-02-01"),
    to: fc.constantFrom("2026-01-05", "2026-01-09", "2025-12-31"),
    metadata: fc.constantFrom("region:r1", "REGION:R2", "n:17", "n:1", "region:r", "päivä:ti 1", "note:null", "%:%"),
    merchant: fc.constantFrom(randomUUID(), ...connections.slice(0, 7).map(({ merchantId }) => merchantId)),
  });
  const names = fc.oneof(
    { arbitrary: fc.subarray(Object.keys(none) as (keyof ConnectionFilter)[], { maxLength: 2 }), weight: 4 },
    { arbitrary: fc.subarray(Object.keys(none) as (keyof ConnectionFilter)[]), weight: 1 },
  );
  return fc
    .tuple(all, names)
    .map(([filter, kept]) => ({ ...none, ...Object.fromEntries(kept.map((name) => [name, filter[name]])) }));
}
