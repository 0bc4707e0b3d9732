import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getEndpoint } from "@/lib/events/endpoints/list";

/** The endpoint of a path, for staff. It is read once per request. */
export const loadEndpoint = cache(async (id: string) => {
  const staff = await requireStaff();
  const endpoint = z.uuid().safeParse(id).success ? await getEndpoint(staff, id) : null;
  return { staff, endpoint: endpoint ?? notFound() };
});
