import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { BIGINT } from "@/lib/db/keyset";
import { getDelivery } from "@/lib/events/deliveries/get";

/** The delivery of a path, for staff. It is read once per request. */
export const loadDelivery = cache(async (id: string) => {
  const staff = await requireStaff();
  const delivery = BIGINT.values.safeParse(id).success ? await getDelivery(staff, BigInt(id)) : null;
  return { staff, delivery: delivery ?? notFound() };
});
