import type pg from "pg";
import { unseal } from "../../lib/crypto/seal.ts";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import type { Application } from "./application.ts";
import type { Load } from "./load.ts";
import { until } from "./poll.ts";

/** How long the background work may take to finish after the last request, in seconds. */
const SETTLED_WITHIN = 180;

/** Counts that must be 0 after any drill. */
export type Losses = {
  /** Notifications that were acknowledged and are not stored. */
  lost: number;
  /** Visitors that were told of a connection that is not there. */
  missing: number;
  /** Consents that led to two connections. */
  doubled: number;
  /** Active connections whose token ReceiptHero does not accept. */
  unusable: number;
  /** Grants at ReceiptHero that nobody here knows. */
  unknown: number;
  /** Notifications and jobs that the background work did not finish. */
  unfinished: number;
};

/** The notifications and visits that were acknowledged. */
export type Known = Pick<Load, "acknowledged" | "visits">;

type Stored = { receiptheroId: string; label: string; sealedToken: string | null };

/**
 * Compares the database with the acknowledgements and with the sandbox, when the background work has finished.
 * @param client on the leader
 */
export async function countLosses(client: pg.ClientBase, application: Application, load: Known): Promise<Losses> {
  await until("the background work has finished", SETTLED_WITHIN, async () => (await unfinished(client)) === 0).catch(
    () => {},
  );
  const { rows: connections } = await client.query<Stored>(
    `SELECT "receiptheroId", label, "sealedToken" FROM "Connection" WHERE status = 'ACTIVE' AND label LIKE 'Visitor %'`,
  );
  const { rows: receipts } = await client.query<{ id: string }>(`SELECT "receiptId" AS id FROM "Notification"`);
  const stored = new Set(receipts.map(({ id }) => id));
  const labels = connections.map(({ label }) => label);
  const granted = (await application.sandbox.state()).connections.filter(({ status }) => status === "active");
  const tokens = new Map(granted.map(({ receipthero_id, access_token }) => [receipthero_id, access_token]));
  const known = await knownIds(client);
  return {
    lost: [...load.acknowledged].filter((id) => !stored.has(id)).length,
    missing: load.visits.filter(({ isOk, label }) => isOk && !labels.includes(label)).length,
    doubled: labels.length - new Set(labels).size,
    unusable: connections.filter((connection) => !isUsable(connection, tokens, application)).length,
    unknown: granted.filter(({ receipthero_id }) => !known.has(receipthero_id)).length,
    unfinished: await unfinished(client),
  };
}

/**
 * Prints the losses.
 * @throws {Problem} when there is one
 */
export function reportLosses(losses: Losses): void {
  const lines: [string, number][] = [
    ["acknowledged notifications lost", losses.lost],
    ["connections that a visitor was told of, and that are missing", losses.missing],
    ["connections doubled", losses.doubled],
    ["connections without a usable token", losses.unusable],
    ["grants at ReceiptHero that nobody here knows", losses.unknown],
    ["notifications and jobs unfinished", losses.unfinished],
  ];
  for (const [what, count] of lines) console.log(`${String(count).padStart(6)} ${what}`);
  if (lines.some(([, count]) => count > 0)) throw new Problem("Something was lost.");
}

function isUsable({ receiptheroId, sealedToken }: Stored, tokens: Map<string, string | null>, { keys }: Application) {
  return sealedToken !== null && unseal(sealedToken, receiptheroId, keys) === tokens.get(receiptheroId);
}

/** The connections that the application can still end. */
async function knownIds(client: pg.ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT "receiptheroId" AS id FROM "Connection" WHERE "sealedToken" IS NOT NULL`,
  );
  return new Set(rows.map(({ id }) => id));
}

async function unfinished(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT ((SELECT count(*) FROM "Notification" WHERE state = 'PENDING')
           + (SELECT count(*) FROM graphile_worker.jobs))::int AS count`,
  );
  return rows[0]?.count ?? 0;
}
