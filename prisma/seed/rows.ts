import type pg from "pg";

/** Rows for each table, by column name. Tables come in the order of their foreign keys. */
export type Rows = {
  Merchant: object[];
  User: object[];
  Member: object[];
  Connection: object[];
  AuthorizationRequest: object[];
  Receipt: object[];
  Notification: object[];
  NotificationBody: object[];
  /** Audit events, not yet sorted. */
  seeded_event: object[];
};

export function noRows(): Rows {
  return {
    Merchant: [],
    User: [],
    Member: [],
    Connection: [],
    AuthorizationRequest: [],
    Receipt: [],
    Notification: [],
    NotificationBody: [],
    seeded_event: [],
  };
}

/**
 * Writes rows in one transaction, with one statement per table, so that statement triggers run once for all of them.
 */
export async function write(client: pg.Client, rows: Rows): Promise<void> {
  await client.query("BEGIN");
  for (const [table, added] of Object.entries(rows)) {
    const [first] = added;
    if (!first) continue;
    const columns = Object.keys(first)
      .map((name) => client.escapeIdentifier(name))
      .join(", ");
    await client.query(
      `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1)`,
      [JSON.stringify(added)],
    );
  }
  await client.query("COMMIT");
}
