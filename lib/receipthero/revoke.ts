import "server-only";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { send } from "@/lib/receipthero/http";
import { respondedWith } from "@/lib/receipthero/revocation-problem";

/**
 * How ReceiptHero confirms that an authorization is over: it has revoked it (200), or has no such authorization (404).
 */
export type RevocationAnswer = "revoked" | "gone";

/** ReceiptHero refused a revocation with 401 or 403. The token may be dead, or there is another problem. */
export class RevocationRefusedError extends AppError {
  constructor(status: number) {
    super("exchange_failed", respondedWith(status));
  }
}

/**
 * Revokes an authorization, receipthero-api.md section 1.4. ReceiptHero no longer accepts the token afterwards.
 * @param timeout how long it may take, in milliseconds
 * @throws AppError `exchange_failed` unless ReceiptHero answers 200 or 404; as RevocationRefusedError for 401 and 403
 */
export async function revoke(accessToken: string, timeout: number): Promise<RevocationAnswer> {
  const response = await send(
    "revoke",
    `${env().RECEIPTHERO_API_URL}/api/oauth/revoke`,
    { method: "DELETE", headers: { Authorization: `Bearer ${accessToken}` } },
    AbortSignal.timeout(timeout),
  );
  if (response.status === 200) return "revoked";
  if (response.status === 404) return "gone";
  if (response.status === 401 || response.status === 403) throw new RevocationRefusedError(response.status);
  throw new AppError("exchange_failed", respondedWith(response.status));
}
