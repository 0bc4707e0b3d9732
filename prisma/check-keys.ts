import pg from "pg";
import { ConnectionProblem, sessionConfig } from "../lib/db/pool-config.ts";

/**
 * Checks that TOKEN_KEYS has every key that rows of a database are sealed with. Without one, connections would look alive
 * and could neither be used nor ended.
 * @param directUrl a postgresql:// URL without a pooler
 * @param keys the ids of TOKEN_KEYS
 * @throws ConnectionProblem that names the missing keys and how many rows need each
 */
export async function checkKeys(directUrl: string, keys: readonly string[]): Promise<void> {
  const client = new pg.Client(sessionConfig(directUrl));
  // If the connection breaks, the query fails with the reason, so this event adds nothing.
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string; count: string }>(
      "SELECT key, sum(sealed_rows)::text AS count FROM count_sealed_rows() WHERE key <> ALL ($1) GROUP BY key ORDER BY key",
      [keys],
    );
    if (rows.length === 0) return;
    const missing = rows.map(({ key, count }) => `${key} (${count} rows)`).join(", ");
    throw new ConnectionProblem(
      `TOKEN_KEYS lacks keys that rows of the database are sealed with: ${missing}. Put them back behind the first key. ` +
        "Take a key out only when /admin/system says that no row needs it.",
    );
  } finally {
    await client.end();
  }
}
