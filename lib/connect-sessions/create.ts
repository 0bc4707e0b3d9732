import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { expectOwner, joinAsExpected } from "@/lib/auth/members/expected-owners";
import { prepare } from "@/lib/authorization/start";
import { isAllowedReturnUrl } from "@/lib/connect-sessions/return-url";
import type { MetadataPair } from "@/lib/connections/metadata/metadata";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { findOrCreateMerchant } from "@/lib/merchants/find-or-create";
import { lockMerchant } from "@/lib/merchants/lock";
import type { ApiKey } from "@/lib/principal";
import { isScope, type Scope } from "@/lib/receipthero/scopes";

/** The partner's wishes for a session. */
export type NewSession = {
  /** `reconnect` and `manage` name a connection of the merchant. */
  about: { purpose: "connect" } | { purpose: "reconnect" | "manage"; receiptheroId: string };
  externalId: string;
  businessName: string;
  email: string | null;
  locale: string | null;
  label: string | null;
  scopes: Scope[] | null;
  pairs: MetadataPair[];
  returnUrl: string;
  partnerState: string | null;
};

/** The longest label that is made from the name of a business, in characters. */
const MAX_LABEL = 60;

/**
 * Creates a connect session. It finds the merchant by the external ID, or creates it for a first connection. A
 * connection that is granted again keeps its label and its scopes, unless the partner names others.
 * @param id the session's id, a new UUID. A second call with it gives the same session a new link, unless it was opened
 * @param message the message for the consent page, made from the name of the business
 * @returns the link; only a hash of its token is stored
 * @throws AppError `return_origin_not_allowed`; `authorization_url_too_long`; `not_found` when the merchant has no such
 * connection; `not_active` when a connection that is not active is to be managed. Then nothing was changed
 */
export async function createConnectSession(
  key: ApiKey<"connect:write">,
  id: string,
  asked: NewSession,
  message: (business: string) => string,
): Promise<string> {
  if (!isAllowedReturnUrl(asked.returnUrl)) throw new AppError("return_origin_not_allowed");
  const { about, email, pairs } = asked;
  const token = randomSecret();
  await db().$transaction(async (tx) => {
    const { merchant, connection } = await merchantOf(tx, key, asked);
    const label = asked.label ?? connection?.label ?? merchant.name.slice(0, MAX_LABEL);
    const scopes = asked.scopes ?? connection?.scopes.filter(isScope) ?? env().RECEIPTHERO_SCOPES;
    // The request that the session will make, so that the partner learns now that it is too long, and not the merchant.
    if (about.purpose !== "manage") {
      await prepare(tx, merchant.id, {
        label,
        scopes,
        pairs: [],
        partnerPairs: pairs,
        message: message(merchant.name),
      });
    }
    const isNew = await store(
      tx,
      { id, tokenHash: sha256(token), merchantId: merchant.id, apiKeyId: key.id, label, scopes },
      asked,
    );
    if (email) await expectOwner(tx, merchant.id, email);
    if (!isNew) return;
    const after = { connectSessionId: id, purpose: about.purpose };
    await recordAuditEvent(tx, {
      actor: actorOf(key),
      action: "connect_session.created",
      merchantId: merchant.id,
      after,
    });
  });
  if (email) await joinAsExpected(email);
  return `${env().APP_URL}/connect?${new URLSearchParams({ token })}`;
}

/** The merchant, and its connection that the session is about. */
async function merchantOf(
  tx: Transaction,
  key: ApiKey<"connect:write">,
  { about, externalId, businessName }: NewSession,
) {
  if (about.purpose === "connect") {
    const merchant = await findOrCreateMerchant(tx, actorOf(key), { externalId, name: businessName });
    return { merchant, connection: null };
  }
  const connection = await tx.connection.findUnique({
    where: { receiptheroId: about.receiptheroId, merchant: { externalId } },
    select: { label: true, scopes: true, status: true, merchant: { select: { id: true, name: true } } },
  });
  // Locked, so that a session is never made for a merchant that is being erased.
  if (!connection || !(await lockMerchant(tx, connection.merchant.id))) throw new AppError("not_found");
  if (about.purpose === "manage" && connection.status !== "ACTIVE") throw new AppError("not_active");
  return { merchant: connection.merchant, connection };
}

type Row = { id: string; tokenHash: string; merchantId: string; apiKeyId: string; label: string; scopes: Scope[] };

/**
 * Stores a session, in SQL, because Prisma drops a key named `__proto__` from a JSON value.
 * @returns whether it is new
 */
async function store(
  tx: Transaction,
  row: Row,
  { about, locale, pairs, returnUrl, partnerState }: NewSession,
): Promise<boolean> {
  const receiptheroId = about.purpose === "connect" ? null : about.receiptheroId;
  const metadata = JSON.stringify(Object.fromEntries(pairs.map(({ key, value }) => [key, value])));
  const [stored] = await tx.$queryRaw<{ isNew: boolean }[]>`
    INSERT INTO "ConnectSession" AS kept
      (id, "tokenHash", purpose, "merchantId", "apiKeyId", locale, label, scopes, metadata, "receiptheroId", "returnUrl", "partnerState")
    VALUES (${row.id}::uuid, ${row.tokenHash}, ${about.purpose}::"ConnectSessionPurpose", ${row.merchantId}::uuid, ${row.apiKeyId}::uuid,
            ${locale}, ${row.label}, ${row.scopes}, ${metadata}::jsonb, ${receiptheroId}, ${returnUrl}, ${partnerState})
    ON CONFLICT (id) DO UPDATE SET "tokenHash" = excluded."tokenHash", status = 'pending', reason = NULL, "endedAt" = NULL,
                                   "expiresAt" = excluded."expiresAt"
                     WHERE kept.status IN ('pending', 'expired') AND kept."openedAt" IS NULL
    RETURNING xmax = 0 AS "isNew"`;
  return stored?.isNew ?? false;
}
