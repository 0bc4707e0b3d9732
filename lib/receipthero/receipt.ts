import "server-only";
import { randomUUID } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { send } from "@/lib/receipthero/http";

export async function isTokenAccepted(accessToken: string, timeout: number): Promise<boolean | null> {
  const { RECEIPTHERO_API_KEY, RECEIPTHERO_API_URL } = env();
  if (!RECEIPTHERO_API_KEY) return null;
  const headers = { RECEIPTHERO_APIKEY: RECEIPTHERO_API_KEY, Authorization: `Bearer ${accessToken}` };
  const url = `${RECEIPTHERO_API_URL}/api/v1/receipts/${randomUUID()}/hero_json/`;
  const { status } = await send(url, { headers }, AbortSignal.timeout(timeout)).catch(() => {
    throw new AppError("exchange_failed", "ReceiptHero could not be asked whether it accepts a token");
  });
  if (status === 401) return false;
  if ([200, 403, 404].includes(status)) return true;
  throw new AppError("exchange_failed", `ReceiptHero answered ${status} when asked whether it accepts a token`);
}
