import { getFormatter, getNow, getTranslations } from "next-intl/server";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import { rowDay, rowTime } from "@/components/admin/shared/row-time";
import type { ListedConnection } from "@/lib/connections/list-for-staff";
import { isScope } from "@/lib/receipthero/scopes";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/** A row of the list, as texts: of the columns that are shown, and of what is not empty. */
export type ConnectionRow = {
  id: string;
  business: string;
  externalId?: string;
  /** Left out when it only repeats the business. */
  label?: string;
  health: ConnectionHealth;
  connected?: string;
  /** The time of the last notification in few words, or that there was none. */
  last?: string;
  /** The same time in milliseconds since 1970, and in full: `last` may be relative, or have no year. */
  lastAt?: number;
  lastExact?: string;
  scopes?: string;
  metadata?: string;
  tags?: string;
  /** Since when a disconnect has waited for ReceiptHero, and the last error. */
  waiting?: { since: string; error: string | null };
};

/** Formats the rows of a page on the server, once, so that the browser needs neither formatters nor formats. */
export async function toRows(connections: ListedConnection[], columns: ListColumn[]): Promise<ConnectionRow[]> {
  const t = await getTranslations("admin.connections");
  const scopeText = await getTranslations("scopes");
  const format = await getFormatter();
  const now = await getNow();
  const shows = (column: ListColumn) => columns.includes(column);
  return connections.map((connection) => {
    const { label, business, externalId, connectedAt, lastNotificationAt, disconnectingSince } = connection;
    const last = lastNotificationAt && {
      last: rowTime(format, lastNotificationAt, now),
      lastAt: lastNotificationAt.getTime(),
      lastExact: format.dateTime(lastNotificationAt, "staffTime"),
    };
    const scopes = connection.scopes.map((scope) => (isScope(scope) ? scopeText(`${scope}.short`) : scope));
    const pairs = Object.entries(connection.metadata ?? {}).map(([key, value]) => `${key}: ${String(value)}`);
    return {
      id: connection.receiptheroId,
      business,
      health: connection.health,
      ...(externalId && { externalId }),
      ...(connection.tags.length > 0 && { tags: [...new Set(connection.tags)].map((word) => `#${word}`).join(" ") }),
      ...(shows("label") && label !== business && { label }),
      ...(shows("connectedAt") && { connected: rowDay(format, connectedAt, now) }),
      ...(shows("lastNotificationAt") && (last ?? { last: t("never") })),
      ...(shows("scopes") && { scopes: scopes.join(" · ") }),
      ...(shows("metadata") && { metadata: pairs.join(" · ") }),
      ...(shows("health") &&
        disconnectingSince && {
          waiting: { since: format.dateTime(disconnectingSince, "staffTime"), error: connection.revocationError },
        }),
    };
  });
}
