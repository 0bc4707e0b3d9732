import "server-only";
import { type CheckedConnection, checkTokenOnce } from "@/lib/access-tokens/check";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import type { ApiKey, Reader } from "@/lib/principal";
import { receiptheroIdSchema, receiptIdSchema } from "@/lib/receipthero/id";
import { recordReceiptRefused, recordTokenAccepted, recordTokenRefused } from "@/lib/receipts/record-token-status";

/** How long the check of a token may take, in milliseconds. */
const CHECK_TIMEOUT_MS = 4_000;

/** A reader of receipts: a user reads those of the merchant, and a system of the partner's reads all. */
type ReceiptReader = Reader | ApiKey<"receipts:read">;

/**
 * Reads a receipt from ReceiptHero, and records what the response shows about the token. Of the receipt's content only
 * the shop's name is stored.
 * @param read sends the request to ReceiptHero, with the connection's access token
 * @param shopOf finds the shop's name in the content
 * @throws AppError `not_found` unless it is a ready receipt of an active connection that the reader may see and that
 * may read receipts; `receipt_unauthorized` when the token is dead, `receipt_refused` when ReceiptHero refused for
 * another or an unknown reason; any error of `read`
 */
export async function fetchWithToken<Content>(
  reader: ReceiptReader,
  receiptheroId: string,
  receiptId: string,
  read: (accessToken: string) => Promise<Content>,
  shopOf: (content: Content) => string | null = () => null,
): Promise<Content> {
  const used = { receiptheroId, ...(await findToken(reader, receiptheroId, receiptId)) };
  let content: Content;
  try {
    content = await read(unseal(used.sealedToken, receiptheroId));
  } catch (error) {
    log.warn({ err: error, receiptheroId }, "a receipt could not be read");
    if (!isAppError(error, "receipt_refused")) throw error;
    await bestEffort(recordReceiptRefused(used, receiptId));
    throw await explainRefusal(used);
  }
  await bestEffort(recordTokenAccepted(used, receiptId, shopOf(content)));
  return content;
}

/** Finds out why ReceiptHero refused a receipt, and records it when the token is dead. */
async function explainRefusal(
  used: CheckedConnection & { merchantId: string; grantNumber: number },
): Promise<AppError> {
  const { receiptheroId } = used;
  const state = await checkTokenOnce(used, CHECK_TIMEOUT_MS);
  if (state === "dead") {
    await bestEffort(recordTokenRefused(used));
    return new AppError("receipt_unauthorized", "ReceiptHero no longer accepts the connection's token");
  }
  log.warn(
    { receiptheroId, token: state },
    "ReceiptHero refused a receipt, and the token is not known to be dead. RECEIPTHERO_API_KEY may be wrong, or a proxy drops the header RECEIPTHERO_APIKEY",
  );
  return new AppError("receipt_refused", "ReceiptHero refused the receipt");
}

/** The sealed token for reading a receipt. The query checks the owner of the receipt and the permission to read it. */
async function findToken(reader: ReceiptReader, receiptheroId: string, receiptId: string) {
  const isWellFormed =
    receiptheroIdSchema.safeParse(receiptheroId).success && receiptIdSchema.safeParse(receiptId).success;
  const readable =
    isWellFormed &&
    (await db().receipt.findUnique({
      where: {
        receiptheroId_receiptId: { receiptheroId, receiptId },
        readyAt: { not: null },
        connection: { ...visibleTo(reader), status: "ACTIVE", scopes: { has: "receipt:read" } },
      },
      select: {
        connection: {
          select: { merchantId: true, grantNumber: true, sealedToken: true, scopes: true, readProven: true },
        },
      },
    }));
  if (!readable || readable.connection.sealedToken === null) {
    throw new AppError("not_found", "there is no such receipt that can be read");
  }
  const { merchantId, grantNumber, sealedToken, scopes, readProven } = readable.connection;
  return { merchantId, grantNumber, sealedToken, scopes, readProven };
}

/** The connections whose receipts a reader may see. */
function visibleTo(reader: ReceiptReader): { merchantId: string } | Record<never, never> {
  return "permissions" in reader ? {} : { merchantId: reader.merchant.id };
}

/** Recording may fail: the user gets the response anyway. */
async function bestEffort(noting: Promise<void>): Promise<void> {
  await noting.catch((error: unknown) =>
    log.error({ err: error }, "the result of reading a receipt could not be recorded"),
  );
}
