import "server-only";
import { redirect } from "next/navigation";
import { findReaderOfConnection } from "@/lib/auth/members/find-reader";
import { welcomePath } from "@/lib/auth/return-to";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { businessOfRequest } from "@/lib/authorization/get-request";
import { businessPath } from "@/lib/http/paths";
import { requestedPath } from "@/lib/http/requested-path";
import { listOwnBusinesses } from "@/lib/merchants/list-own";

/**
 * For pages whose path names no business: the path of the business that owns the connection or request in the query, or
 * else of the last used one. A user without a business is asked for its name.
 */
export async function defaultBusinessPath(query: { reconnect?: unknown; request?: unknown } = {}) {
  const user = await requireUser();
  const reader = await findReaderOfConnection(user, query.reconnect);
  const merchantId = reader?.merchant.id ?? (await businessOfRequest(user, query.request));
  if (merchantId) return businessPath(merchantId);
  const [lastUsed] = await listOwnBusinesses(user);
  return lastUsed ? businessPath(lastUsed.id) : redirect(welcomePath(await requestedPath()));
}
