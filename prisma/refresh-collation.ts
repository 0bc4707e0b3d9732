import type pg from "pg";

/** The indexes that our collation sorts. */
const SORTED_INDEXES = ["ConnectionListing_business_receiptheroId_idx", "ConnectionListing_label_receiptheroId_idx"];

/**
 * Rebuilds the indexes that ICU sorts, if ICU was upgraded. A new version may order characters differently, and lists
 * would miss rows (docs/decisions/0032-sort-order.md).
 * @param client holds the migration lock
 * @returns whether the version had changed
 */
export async function refreshCollation(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM pg_collation
      WHERE oid = 'nordic'::regcollation AND collversion IS DISTINCT FROM pg_collation_actual_version(oid)`,
  );
  if (rows.length === 0) return false;
  for (const index of SORTED_INDEXES) await client.query(`REINDEX INDEX "${index}"`);
  await client.query("ALTER COLLATION nordic REFRESH VERSION");
  return true;
}
