import type pg from "pg";

/** Rows for each table, by the names of its columns. What refers to another row comes after it. */
export type Rows = {
  Merchant: object[];
  User: object[];
  Connection: object[];
  AuthorizationRequest: object[];
  Receipt: object[];
  Notification: object[];
  /** Audit events, in no order yet. */
  seeded_event: object[];
};

export function noRows(): Rows {
  return {
    Merchant: [],
    User: [],
    Connection: [],
    AuthorizationRequest: [],
    Receipt: [],
    Notification: [],
    seeded_event: [],
  };
}

/** Writes rows in one transaction, a statement a table: the triggers for statements run once for all of them. */
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
