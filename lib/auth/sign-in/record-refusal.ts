import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import type { SignInMethod } from "@/lib/auth/sessions/start";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { countAgainstLimit } from "@/lib/rate-limit";

/** Why a visitor was refused after proving an email or an identity. */
export type SignInRefusal =
  | "account_disabled"
  | "staff_by_email"
  | "not_invited"
  | "link_expired"
  | "email_missing"
  | "email_claim_missing"
  | "email_unconfirmed";

type Refused = { userId: string | null; method: SignInMethod; reason: SignInRefusal };

/**
 * Records a refused sign-in in the log and in the audit log. The audit log has a limit per user, because its rows are
 * never deleted and a refused user can retry without end. Never throws: the refusal stands either way.
 * @param refused `userId` is null when no account is known
 */
export async function recordRefusedSignIn({ userId, method, reason }: Refused): Promise<void> {
  log.info({ userId, method, reason }, "a sign-in was refused");
  try {
    await countAgainstLimit("refused-sign-in", userId ?? "unknown");
    await db().$transaction((tx) =>
      recordAuditEvent(tx, {
        actor: userId ? { type: "USER", id: userId } : { type: "SYSTEM" },
        action: "user.sign_in_refused",
        after: { method, reason },
      }),
    );
  } catch (error) {
    if (error instanceof AppError) return;
    log.error({ err: error }, "a refused sign-in could not be recorded");
  }
}
