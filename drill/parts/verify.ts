import type pg from "pg";

/** Each query gives the rows that contradict others. */
const CONTRADICTIONS = {
  "counters of health": `
    SELECT FROM (SELECT health::text AS key, count(*) AS n FROM "Connection" GROUP BY 1) counted
      FULL JOIN (SELECT key, sum(delta) AS n FROM "Counter" WHERE scope = 'health' GROUP BY 1) kept USING (key)
     WHERE coalesce(counted.n, 0) <> coalesce(kept.n, 0)`,
  "connections that the list lacks": `
    SELECT FROM "Connection" FULL JOIN "ConnectionListing" l USING ("receiptheroId")
     WHERE l."receiptheroId" IS NULL OR "merchantId" IS NULL`,
  "bodies without a notification": `
    SELECT FROM "NotificationBody" b WHERE NOT EXISTS (SELECT FROM "Notification" n WHERE n.id = b."notificationId")`,
};

/** The contradictions in the data, a line for each kind. */
export async function verify(client: pg.ClientBase): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, sql] of Object.entries(CONTRADICTIONS)) {
    const { rowCount } = await client.query(sql);
    if (rowCount) problems.push(`${name}: ${rowCount}`);
  }
  return problems;
}
