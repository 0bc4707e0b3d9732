import { getNow, getTranslations } from "next-intl/server";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import { revocationProblem } from "@/components/admin/shared/revocation-problem";
import { rowDay, rowTime } from "@/components/admin/shared/row-time";
import type { ListedConnection } from "@/lib/connections/list-for-staff";
import { getFormatter } from "@/lib/i18n/formatter";
import { isScope } from "@/lib/receipthero/scopes";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/**
 * A row of the list, as texts. A list, because the names of an object's parts would travel with each row.
 * `cells`: the text of each shown column; empty for the label when it only repeats the business, and for what the table
 * itself draws.
 */
export type ConnectionRow = [
  id: string,
  business: string,
  health: ConnectionHealth,
  cells: string[],
  /** The time of the last notification in full: its cell may be relative, or have no year. Empty without one. */
  lastExact: string,
  more?: RowMore,
];

/** The parts that only few rows have. */
type RowMore = {
  externalId?: string;
  tags?: string;
  /** Since when a disconnect has waited for ReceiptHero, and the last error. */
  waiting?: { since: string; error: string | null };
};

/** Formats the rows of a page on the server, once, so that the browser needs neither formatters nor formats. */
export async function toRows(connections: ListedConnection[], columns: ListColumn[]): Promise<ConnectionRow[]> {
  const t = await getTranslations("admin.connections");
  const scopeText = await getTranslations("scopes");
  const problems = await getTranslations("admin.connection.state.revocation");
  const format = await getFormatter();
  const now = await getNow();
  const never = t("never");
  const textOf = (column: ListColumn, connection: ListedConnection): string => {
    switch (column) {
      case "label":
        return connection.label !== connection.business ? connection.label : "";
      case "connectedAt":
        return rowDay(format, connection.connectedAt, now);
      case "lastNotificationAt":
        return connection.lastNotificationAt ? rowTime(format, connection.lastNotificationAt, now) : never;
      case "scopes":
        return connection.scopes.map((scope) => (isScope(scope) ? scopeText(`${scope}.short`) : scope)).join(" · ");
      case "metadata":
        return Object.entries(connection.metadata ?? {})
          .map(([key, value]) => `${key}: ${String(value)}`)
          .join(" · ");
      case "health":
      case "id":
        return "";
    }
  };
  const exact = (at: Date | null) => (at ? format.dateTime(at, "staffTime") : "");
  return connections.map((connection) => {
    const { externalId, disconnectingSince, revocationError: error } = connection;
    const more: RowMore = {
      ...(externalId && { externalId }),
      ...(connection.tags.length > 0 && { tags: [...new Set(connection.tags)].map((word) => `#${word}`).join(" ") }),
      ...(disconnectingSince && {
        waiting: { since: exact(disconnectingSince), error: error && revocationProblem(problems, error) },
      }),
    };
    const row: ConnectionRow = [
      connection.receiptheroId,
      connection.business,
      connection.health,
      columns.map((column) => textOf(column, connection)),
      columns.includes("lastNotificationAt") ? exact(connection.lastNotificationAt) : "",
    ];
    if (Object.keys(more).length > 0) row.push(more);
    return row;
  });
}
