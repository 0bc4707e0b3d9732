/** The columns by which the list of connections can be sorted. */
export const sortColumns = ["business", "label", "health", "connectedAt", "lastNotificationAt", "id"] as const;
export type SortColumn = (typeof sortColumns)[number];
/** A column to sort by. A minus means descending. */
export type Sort = SortColumn | `-${SortColumn}`;

export const sorts: readonly Sort[] = sortColumns.flatMap((column): Sort[] => [column, `-${column}`]);
