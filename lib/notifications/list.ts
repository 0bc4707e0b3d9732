import "server-only";
import { db } from "@/lib/db/client";
import {
  afterCursor,
  type Cursor,
  cursorOf,
  type Keyset,
  orderBy,
  PAGE_SIZE,
  type PageLinks,
  type PagePosition,
  pageAround,
  TIME,
  UUID,
} from "@/lib/db/keyset";
import {
  filterCondition,
  type NotificationFilter,
  type Search,
  search,
  searchConditions,
} from "@/lib/notifications/filter";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { NotificationState } from "@/prisma/generated/enums";

/** The order of notifications, newest first. */
export const NOTIFICATION_ORDER = [
  { name: "firstReceivedAt", ...TIME, descending: true },
  { name: "id", ...UUID, descending: true },
] as const satisfies Keyset;

/** A notification as the list shows it. Only the notification's own page shows the payload, which may be large. */
export type ListedNotification = {
  id: string;
  type: string;
  receiptheroId: string;
  receiptId: string | null;
  deliveries: number;
  firstReceivedAt: Date;
  state: NotificationState;
  result: string | null;
  error: string | null;
  /** The label of the connection, if the connection is known. */
  label: string | null;
  business: string | null;
};

export type NotificationPage = PageLinks & {
  notifications: ListedNotification[];
  /** Whether the searched text is a prefix of more connection IDs than the search examines. */
  areMoreConnections: boolean;
};

const COLUMNS = Prisma.sql`
  n.id, n.type, n."receiptheroId", n."receiptId", n.deliveries, n."firstReceivedAt", n.state, n.result, n.error`;

/**
 * A page of the notifications that match a filter, newest first.
 * @throws any database error
 */
export async function listNotifications(
  _staff: Staff,
  filter: NotificationFilter,
  position: PagePosition,
): Promise<NotificationPage> {
  const searched = filter.q ? await search(filter.q) : null;
  const { rows, ...links } = await pageAround(
    NOTIFICATION_ORDER,
    position,
    PAGE_SIZE,
    (keys, from) => find(filter, searched, keys, from),
    (row) => cursorOf(NOTIFICATION_ORDER, row),
  );
  return { notifications: rows, ...links, areMoreConnections: searched?.areMore ?? false };
}

/** The rows of a page and one more, with the names of their connections. */
function find(
  filter: NotificationFilter,
  searched: Search | null,
  keys: Keyset,
  from: Cursor | null,
): Promise<ListedNotification[]> {
  return db().$queryRaw<ListedNotification[]>`
    SELECT found.*, c.label, m.name AS business
      FROM (SELECT * FROM (${branches(filter, searched, keys, from)}) either
             ORDER BY ${orderBy(keys)} LIMIT ${PAGE_SIZE + 1}) found
           LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     ORDER BY ${orderBy(keys)}`;
}

/** The first rows of each index that the search uses. A notification that two indexes return is listed once. */
function branches(filter: NotificationFilter, searched: Search | null, keys: Keyset, from: Cursor | null): Prisma.Sql {
  const either = searched ? searchConditions(searched) : [Prisma.sql`TRUE`];
  return Prisma.join(
    either.map(
      (condition) => Prisma.sql`
        (SELECT ${COLUMNS} FROM "Notification" n
          WHERE ${condition} AND ${filterCondition(filter)} AND ${afterCursor(keys, from, "n.")}
          ORDER BY ${orderBy(keys)} LIMIT ${PAGE_SIZE + 1})`,
    ),
    " UNION ",
  );
}
