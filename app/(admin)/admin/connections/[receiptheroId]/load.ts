import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { connectionPath } from "@/lib/admin/connection-path";
import { getConnectionForStaff } from "@/lib/admin/get-connection";
import { requireStaff } from "@/lib/auth/session";

/** The connection that an address names, for staff; once a request, however many ask. */
export const loadConnection = cache(async (encodedId: string) => {
  const user = await requireStaff();
  const receiptheroId = decodeURIComponent(encodedId);
  const connection = (await getConnectionForStaff(receiptheroId)) ?? notFound();
  return { user, connection, path: connectionPath(receiptheroId) };
});
