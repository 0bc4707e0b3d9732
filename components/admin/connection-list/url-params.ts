import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { sorts } from "@/lib/connections/search/sorts";
import { scopes } from "@/lib/receipthero/scopes";
import { ConnectionHealth, ConnectionStatus } from "@/prisma/generated/enums";

/** The columns beside the business, which is always shown. */
export const listColumns = [
  "label",
  "health",
  "scopes",
  "connectedAt",
  "lastNotificationAt",
  "id",
  "metadata",
] as const;
export type ListColumn = (typeof listColumns)[number];
const DEFAULT_COLUMNS: ListColumn[] = ["label", "health", "connectedAt", "lastNotificationAt", "id"];

export const healths = Object.values(ConnectionHealth);
export const statuses = Object.values(ConnectionStatus);

/** All state of the list's view, so that its URL can be bookmarked and shared. */
export const listParsers = {
  /** The fields of `ConnectionFilter` as the user typed them. `readFilter` checks them. */
  q: parseAsString,
  status: parseAsStringLiteral(statuses),
  health: parseAsStringLiteral(healths),
  scope: parseAsStringLiteral(scopes),
  from: parseAsString,
  to: parseAsString,
  metadata: parseAsString,
  merchant: parseAsString,
  sort: parseAsStringLiteral(sorts).withDefault("-connectedAt"),
  columns: parseAsNativeArrayOf(parseAsStringLiteral(listColumns)).withDefault(DEFAULT_COLUMNS),
  /** The cursor of the last row before the page, or of the first row after it. */
  after: parseAsString,
  before: parseAsString,
  /** The number of the page's first row, counted from the first page on. It says no more than where the user came from. */
  row: parseAsInteger.withDefault(1),
  /** Whether matches are counted exactly. */
  exact: parseAsStringLiteral(["1"]),
};

/** The id of the form with the filters. */
export const FILTER_FORM = "filters";

export type ListQuery = inferParserType<typeof listParsers>;

export const loadListQuery = createLoader(listParsers);
/** The query string of a view, with its "?"; empty for the default view. */
export const listAddress = createSerializer<typeof listParsers, string, "" | `?${string}`>(listParsers);
