import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getConnectionForStaff } from "@/lib/connections/get-for-staff";
import { connectionPath } from "@/lib/http/paths";
import { requestedSegment } from "@/lib/http/requested-path";

/** The connection in the requested path, for staff. It is read once per request. */
export const loadConnection = cache(async () => {
  const staff = await requireStaff();
  const receiptheroId = await requestedSegment(2);
  const connection = (await getConnectionForStaff(staff, receiptheroId)) ?? notFound();
  return { staff, connection, path: connectionPath(receiptheroId) };
});
