import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireViewerOfConnection } from "@/lib/auth/members/require";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { connectionVersion } from "@/lib/connections/row-version";
import { requestedSegment } from "@/lib/http/requested-path";

/** The connection in the requested path, of a business of the user. It is read once per request. */
export const loadConnection = cache(async () => {
  const receiptheroId = await requestedSegment(1);
  const viewer = await requireViewerOfConnection(receiptheroId);
  // Read before the data: the data is then never older than its version.
  const version = await connectionVersion(viewer, receiptheroId);
  const connection = (await getConnection(viewer, receiptheroId)) ?? notFound();
  return { viewer, connection, version };
});
