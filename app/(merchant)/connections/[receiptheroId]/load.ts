import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireMerchant } from "@/lib/auth/sessions/current-user";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { connectionVersion } from "@/lib/connections/row-version";
import { requestedSegment } from "@/lib/http/requested-path";

/** The signed-in merchant's connection that the requested path names; once a request, however many ask. */
export const loadConnection = cache(async () => {
  const user = await requireMerchant();
  const receiptheroId = await requestedSegment(1);
  // Read first: what is shown is then never older than the version that it goes by.
  const version = await connectionVersion(user, receiptheroId);
  const connection = (await getConnection(user, receiptheroId)) ?? notFound();
  return { user, connection, version };
});
