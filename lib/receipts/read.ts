import "server-only";
import type { MerchantUser } from "@/lib/auth/session";
import { db } from "@/lib/db";
import { AppError, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { receiptheroIdSchema, receiptIdSchema } from "@/lib/receipthero/id";
import { noteFetched, noteRefused } from "@/lib/receipts/note";
import { open } from "@/lib/seal";

/**
 * Reads a receipt of the user's own from ReceiptHero, and notes what the answer tells of the connection. Nothing that
 * the receipt says is kept.
 * @param read asks ReceiptHero, with the connection's access token
 * @throws AppError `not_found` unless it is a ready receipt of an active connection of this merchant that may read
 *   receipts; what `read` throws
 */
export async function readReceipt<Content>(
  user: MerchantUser,
  receiptheroId: string,
  receiptId: string,
  read: (accessToken: string) => Promise<Content>,
): Promise<Content> {
  const used = {
    receiptheroId,
    merchantId: user.merchant.id,
    sealedToken: await findToken(user, receiptheroId, receiptId),
  };
  let content: Content;
  try {
    content = await read(open(used.sealedToken, receiptheroId));
  } catch (error) {
    log.warn({ err: error, receiptheroId }, "a receipt could not be read");
    if (isAppError(error, "receipt_unauthorized")) await bestEffort(noteRefused(used));
    throw error;
  }
  await bestEffort(noteFetched(used, receiptId));
  return content;
}

/** The sealed token to read a receipt with; whose receipt it is and whether it may be read, the query decides. */
async function findToken(user: MerchantUser, receiptheroId: string, receiptId: string): Promise<string> {
  const isWellFormed =
    receiptheroIdSchema.safeParse(receiptheroId).success && receiptIdSchema.safeParse(receiptId).success;
  const readable =
    isWellFormed &&
    (await db().receipt.findUnique({
      where: {
        receiptheroId_receiptId: { receiptheroId, receiptId },
        readyAt: { not: null },
        connection: { merchantId: user.merchant.id, status: "ACTIVE", scopes: { has: "receipt:read" } },
      },
      select: { connection: { select: { sealedToken: true } } },
    }));
  if (!readable || readable.connection.sealedToken === null) {
    throw new AppError("not_found", "there is no such receipt that can be read");
  }
  return readable.connection.sealedToken;
}

/** The user has an answer to see, whether or not it could be noted. */
async function bestEffort(noting: Promise<void>): Promise<void> {
  await noting.catch((error: unknown) => log.error({ err: error }, "what a receipt told could not be noted"));
}
