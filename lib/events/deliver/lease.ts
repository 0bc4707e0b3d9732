import "server-only";
import { randomUUID } from "node:crypto";
import { db, type Transaction } from "@/lib/db/client";
import { FAILING_DAYS } from "@/lib/events/deliver/schedule";
import { DELIVERY_SECONDS } from "@/lib/lifetimes";
import { Prisma } from "@/prisma/generated/client";

/** How long a server has an endpoint for itself since it last said so, in seconds. Then another one sends to it. */
const LEASE_SECONDS = 2 * DELIVERY_SECONDS;

/** How old a lease may be when a request begins, in milliseconds: the request ends before the lease does. */
export const FRESH_MS = (LEASE_SECONDS - DELIVERY_SECONDS) * 1_000;

/** `nextAttemptAt` is rounded to milliseconds, possibly up, so a new delivery may seem to be due a moment later. */
export const ROUNDING = "1 millisecond";

/** The lease of an endpoint. While it lasts, no other server sends to it. */
export type Lease = { id: string; endpointId: string };

/** An endpoint as it was when its lease was last renewed. */
export type Endpoint = {
  url: string;
  /** The types that it gets; empty for all. */
  types: string[];
  /** Every event up to this position has a delivery, or does not go to it. */
  position: bigint;
  isOff: boolean;
  /** Its secret, and the former one while that signs as well. */
  sealedSecrets: string[];
};

const ENDPOINT = Prisma.sql`
  url, types, position, "disabledAt" IS NOT NULL AS "isOff",
  array_remove(ARRAY["sealedSecret", CASE WHEN "formerSecretUntil" > now() THEN "sealedFormerSecret" END], NULL) AS "sealedSecrets"`;

const LEASED_UNTIL = Prisma.sql`now() + make_interval(secs => ${LEASE_SECONDS}::int)`;

/** The endpoints that have something to send and no server that sends it. */
export async function endpointsWithWork(): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT w.id FROM "WebhookEndpoint" w
     WHERE w."disabledAt" IS NULL AND (w."leasedUntil" IS NULL OR w."leasedUntil" <= now())
       AND (w.position < (SELECT max(position) FROM "Event")
            OR EXISTS (SELECT FROM "EventDelivery" d
                        WHERE d."endpointId" = w.id AND d.state = 'PENDING' AND d."nextAttemptAt" < now() + ${ROUNDING}::interval))`;
  return rows.map(({ id }) => id);
}

/** Takes an endpoint for this server. @returns null when another one has it, and when it is off or deleted */
export async function leaseEndpoint(endpointId: string): Promise<{ lease: Lease; endpoint: Endpoint } | null> {
  const lease = { id: randomUUID(), endpointId };
  const [endpoint] = await db().$queryRaw<Endpoint[]>`
    UPDATE "WebhookEndpoint" SET "leaseId" = ${lease.id}::uuid, "leasedUntil" = ${LEASED_UNTIL}
     WHERE id = ${endpointId}::uuid AND "disabledAt" IS NULL AND ("leasedUntil" IS NULL OR "leasedUntil" <= now())
    RETURNING ${ENDPOINT}`;
  return endpoint ? { lease, endpoint } : null;
}

/** The news of an endpoint since its lease was last renewed. */
export type Progress = {
  /** As in `Endpoint`. */
  position: bigint;
  /** Whether it took an event. */
  works: boolean;
  /** The URLs that have failed since then. Those that the endpoint no longer has say nothing of it. */
  failedUrls: string[];
};

/**
 * Locks the endpoint of a lease until the transaction ends, renews the lease, and notes whether the endpoint works. Nobody
 * can delete it then.
 * @returns null when another server has it by now, and when it was deleted. `isFailing` is whether everything has failed for
 * `FAILING_DAYS`
 */
export async function renewLease(
  tx: Transaction,
  { id, endpointId }: Lease,
  { position, works, failedUrls }: Progress,
): Promise<(Endpoint & { isFailing: boolean }) | null> {
  const [endpoint] = await tx.$queryRaw<(Endpoint & { isFailing: boolean })[]>`
    UPDATE "WebhookEndpoint"
       SET "leasedUntil" = ${LEASED_UNTIL}, position = greatest(position, ${position}::bigint),
           "succeededAt" = CASE WHEN ${works} THEN now() ELSE "succeededAt" END,
           "failingSince" = CASE WHEN url = ANY (${failedUrls}::text[]) THEN coalesce(CASE WHEN NOT ${works} THEN "failingSince" END, now())
                                 WHEN NOT ${works} THEN "failingSince" END
     WHERE id = ${endpointId}::uuid AND "leaseId" = ${id}::uuid
    RETURNING ${ENDPOINT},
              url = ANY (${failedUrls}::text[]) AND "failingSince" <= now() - make_interval(days => ${FAILING_DAYS}::int) AS "isFailing"`;
  return endpoint ?? null;
}

/** Gives an endpoint back, to which nothing is being sent. @param position as in `Endpoint` */
export async function releaseEndpoint({ id, endpointId }: Lease, position: bigint): Promise<void> {
  await db().$executeRaw`
    UPDATE "WebhookEndpoint" SET "leaseId" = NULL, "leasedUntil" = NULL, position = greatest(position, ${position}::bigint)
     WHERE id = ${endpointId}::uuid AND "leaseId" = ${id}::uuid`;
}
