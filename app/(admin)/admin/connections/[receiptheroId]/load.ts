import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { connectionPath } from "@/lib/admin/connection-path";
import { getConnectionForStaff } from "@/lib/admin/get-connection";
import { requireStaff } from "@/lib/auth/session";
import { requestedSegment } from "@/lib/http/requested-path";

/** The connection that the requested path names, for staff; once a request, however many ask. */
export const loadConnection = cache(async () => {
  const user = await requireStaff();
  const receiptheroId = await requestedSegment(2);
  const connection = (await getConnectionForStaff(receiptheroId)) ?? notFound();
  return { user, connection, path: connectionPath(receiptheroId) };
});
