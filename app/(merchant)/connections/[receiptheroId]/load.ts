import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireReader } from "@/lib/auth/members/require";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { connectionVersion } from "@/lib/connections/row-version";
import { requestedSegment } from "@/lib/http/requested-path";

/** The merchant's connection in the requested path. It is read once per request. */
export const loadConnection = cache(async () => {
  const user = await requireReader();
  const receiptheroId = await requestedSegment(1);
  // Read before the data: the data is then never older than its version.
  const version = await connectionVersion(user, receiptheroId);
  const connection = (await getConnection(user, receiptheroId)) ?? notFound();
  return { user, connection, version };
});
