import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireMerchant } from "@/lib/auth/session";
import { getConnection } from "@/lib/connections/get";

/** The signed-in merchant's connection that an address names; once a request, however many ask. */
export const loadConnection = cache(async (encodedId: string) => {
  const user = await requireMerchant(`/connections/${encodedId}`);
  const connection = (await getConnection(user, decodeURIComponent(encodedId))) ?? notFound();
  return { user, connection };
});
