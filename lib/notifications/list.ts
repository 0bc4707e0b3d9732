import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
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

/** How many notifications a page shows. */
export const PAGE_SIZE = 50;

/** A cursor between two notifications, as URLs contain it: when the notification was first received, and its id. */
export const cursorSchema = z
  .string()
  .transform((text) => text.split("_"))
  .pipe(z.tuple([z.iso.datetime().refine((text) => text >= "2000"), z.guid()]));

type Cursor = z.infer<typeof cursorSchema>;

/** Where a page begins: older than `after`, or newer than `before`. Without either, it is the newest page. */
export type Position = { after: Cursor | null; before: Cursor | null };

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

export type NotificationPage = {
  notifications: ListedNotification[];
  /** The cursors of the adjacent pages, for `after` and `before`; null when there is no such page. */
  older: string | null;
  newer: string | null;
  /** Whether the searched text is a prefix of more connection IDs than the search examines. */
  areMoreConnections: boolean;
};

const COLUMNS = Prisma.sql`
  n.id, n.type, n."receiptheroId", n."receiptId", n.deliveries, n."firstReceivedAt", n.state, n.result, n.error`;

/**
 * A page of the notifications that match a filter, newest first.
 * @throws what the database throws
 */
export async function listNotifications(
  _staff: Staff,
  filter: NotificationFilter,
  position: Position,
): Promise<NotificationPage> {
  const searched = filter.q ? await search(filter.q) : null;
  const backwards = position.before !== null;
  const order = backwards ? Prisma.sql`"firstReceivedAt", id` : Prisma.sql`"firstReceivedAt" DESC, id DESC`;
  const found = await db().$queryRaw<ListedNotification[]>`
    SELECT found.*, c.label, m.name AS business
      FROM (SELECT * FROM (${branches(filter, searched, position, order)}) either
             ORDER BY ${order} LIMIT ${PAGE_SIZE + 1}) found
           LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     ORDER BY ${order}`;

  const areMore = found.length > PAGE_SIZE;
  const notifications = found.slice(0, PAGE_SIZE);
  if (backwards) notifications.reverse();
  const [first, last] = [notifications.at(0), notifications.at(-1)];
  return {
    notifications,
    older: last && (backwards || areMore) ? cursorOf(last) : null,
    newer: first && (backwards ? areMore : position.after !== null) ? cursorOf(first) : null,
    areMoreConnections: searched?.areMore ?? false,
  };
}

/** The first rows of each index that the search uses. A notification that two indexes return is listed once. */
function branches(
  filter: NotificationFilter,
  searched: Search | null,
  position: Position,
  order: Prisma.Sql,
): Prisma.Sql {
  const either = searched ? searchConditions(searched) : [Prisma.sql`TRUE`];
  return Prisma.join(
    either.map(
      (condition) => Prisma.sql`
        (SELECT ${COLUMNS} FROM "Notification" n
          WHERE ${condition} AND ${filterCondition(filter)} AND ${positionCondition(position)}
          ORDER BY ${order} LIMIT ${PAGE_SIZE + 1})`,
    ),
    " UNION ",
  );
}

function positionCondition({ after, before }: Position): Prisma.Sql {
  const cursor = before ?? after;
  if (!cursor) return Prisma.sql`TRUE`;
  const [at, id] = cursor;
  const beside = before ? Prisma.sql`>` : Prisma.sql`<`;
  return Prisma.sql`(n."firstReceivedAt", n.id) ${beside} (${at}::timestamptz, ${id}::uuid)`;
}

function cursorOf({ firstReceivedAt, id }: ListedNotification): string {
  return `${firstReceivedAt.toISOString()}_${id}`;
}
