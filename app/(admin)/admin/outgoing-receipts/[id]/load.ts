import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getForStaff } from "@/lib/outgoing-receipts/get-for-staff";

/** The outgoing receipt of a path, for staff. It is read once per request. */
export const loadReceipt = cache(async (id: string) => {
  const staff = await requireStaff();
  const receipt = z.guid().safeParse(id).success ? await getForStaff(staff, id) : null;
  return { staff, receipt: receipt ?? notFound() };
});
