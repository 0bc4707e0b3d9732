import "server-only";
import { attemptsLeft } from "@/lib/connections/disconnect/attempts-left";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** How many members a connection's page names. */
const USERS = 20;

/** Receipts are counted up to this number. */
export const MAX_RECEIPTS = 10_000;

const neighbour = { select: { receiptheroId: true, label: true, health: true, merchantId: true } } as const;

/**
 * A connection with the fields for staff, or null.
 * @returns `receipts` counts up to one more than `MAX_RECEIPTS`; `reportedPrint` is the fingerprint of the metadata
 * that ReceiptHero reported; `attemptsLeft` tells whether a disconnect is still retried automatically
 */
export async function getConnectionForStaff(_staff: Staff, receiptheroId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const [found, [more]] = await Promise.all([
    db().connection.findUnique({
      where: { receiptheroId },
      select: {
        receiptheroId: true,
        label: true,
        scopes: true,
        partnerMetadata: true,
        status: true,
        health: true,
        connectedAt: true,
        modifiedAt: true,
        disconnectedAt: true,
        disconnectedBy: true,
        disconnectingSince: true,
        revocationError: true,
        lastNotificationAt: true,
        grantNumber: true,
        typicalInterval: true,
        quietFrom: true,
        overdueFrom: true,
        unauthorizedSince: true,
        unauthorizedReason: true,
        reportedMetadata: true,
        reportedAt: true,
        tags: true,
        merchant: {
          select: {
            id: true,
            name: true,
            tags: true,
            externalId: true,
            deletedAt: true,
            members: {
              select: { role: true, user: { select: { id: true, email: true, name: true } } },
              orderBy: { createdAt: "asc" },
              take: USERS,
            },
          },
        },
        replaces: neighbour,
        replacedBy: { ...neighbour, orderBy: { connectedAt: "desc" }, take: 5 },
      },
    }),
    db().$queryRaw<{ receipts: number; reportedPrint: string | null; attemptsLeft: boolean }[]>`
      SELECT (SELECT count(*)::int FROM (SELECT FROM "Receipt" r WHERE r."receiptheroId" = c."receiptheroId"
                LIMIT ${MAX_RECEIPTS + 1}) counted) AS receipts,
             encode(sha256(convert_to("reportedMetadata"::text, 'UTF8')), 'hex') AS "reportedPrint",
             c.status = 'DISCONNECTING' AND ${attemptsLeft} AS "attemptsLeft"
        FROM "Connection" c WHERE "receiptheroId" = ${receiptheroId}`,
  ]);
  if (!found || !more) return null;
  // A connection that a deleted merchant left behind may have a new owner, and the two owners share no history.
  const isSameMerchant = ({ merchantId }: { merchantId: string }) => merchantId === found.merchant.id;
  const replaces = found.replaces && isSameMerchant(found.replaces) ? found.replaces : null;
  return { ...found, ...more, replaces, replacedBy: found.replacedBy.filter(isSameMerchant) };
}

export type StaffConnection = NonNullable<Awaited<ReturnType<typeof getConnectionForStaff>>>;
