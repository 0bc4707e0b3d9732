import { type Sort, sorts } from "@/lib/connections/search/sorts";
import { type Scope, scopes } from "@/lib/receipthero/scopes";
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
export type ListQuery = {
  /** The fields of `ConnectionFilter` as the user typed them. `readFilter` checks them. */
  q: string | null;
  status: ConnectionStatus | null;
  health: ConnectionHealth | null;
  scope: Scope | null;
  from: string | null;
  to: string | null;
  metadata: string | null;
  merchant: string | null;
  sort: Sort;
  columns: ListColumn[];
  /** The cursor of the last row before the page, or of the first row after it. */
  after: string | null;
  before: string | null;
  /** The number of the page's first row, counted from the first page on. It says no more than where the user came from. */
  row: number;
  /** Whether matches are counted exactly. */
  exact: "1" | null;
};

/** The first view of the list. */
export const DEFAULTS: ListQuery = {
  q: null,
  status: null,
  health: null,
  scope: null,
  from: null,
  to: null,
  metadata: null,
  merchant: null,
  sort: "-connectedAt",
  columns: DEFAULT_COLUMNS,
  after: null,
  before: null,
  row: 1,
  exact: null,
};

/** The id of the form with the filters. */
export const FILTER_FORM = "filters";

/** Reads a view from the parameters of its URL. A parameter with an unknown value counts as absent. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const text = (name: keyof ListQuery) => parameters.get(name);
  const oneOf = <Value extends string>(name: keyof ListQuery, known: readonly Value[]) =>
    known.find((value) => value === text(name)) ?? null;
  const columns = listColumns.filter((column) => parameters.getAll("columns").includes(column));
  return {
    q: text("q"),
    status: oneOf("status", statuses),
    health: oneOf("health", healths),
    scope: oneOf("scope", scopes),
    from: text("from"),
    to: text("to"),
    metadata: text("metadata"),
    merchant: text("merchant"),
    sort: oneOf("sort", sorts) ?? DEFAULTS.sort,
    columns: columns.length > 0 ? columns : DEFAULTS.columns,
    after: text("after"),
    before: text("before"),
    row: Number.parseInt(text("row") ?? "", 10) || DEFAULTS.row,
    exact: oneOf("exact", ["1"]),
  };
}

/** The query string of a view, with its "?"; empty for the first view. */
export function listAddress(query: ListQuery): "" | `?${string}` {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const first: unknown = DEFAULTS[name as keyof ListQuery];
    if (value === null || String(value) === String(first)) continue;
    for (const one of [value].flat()) parameters.append(name, String(one));
  }
  return parameters.size > 0 ? `?${parameters}` : "";
}
