import "server-only";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { send } from "@/lib/receipthero/http";

/**
 * Ends an authorization, receipthero-api.md section 1.4. Afterwards ReceiptHero accepts the token no more.
 * @param timeout how long it may take, in milliseconds
 * @throws AppError `exchange_failed` unless ReceiptHero answers 200 (revoked) or 404 (gone already)
 */
export async function revoke(accessToken: string, timeout: number): Promise<void> {
  const response = await send(
    `${env().RECEIPTHERO_API_URL}/api/oauth/revoke`,
    { method: "DELETE", headers: { Authorization: `Bearer ${accessToken}` } },
    AbortSignal.timeout(timeout),
  );
  if (response.status !== 200 && response.status !== 404) {
    throw new AppError("exchange_failed", `ReceiptHero answered a revocation with status ${response.status}`);
  }
}
