import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireMerchant } from "@/lib/auth/session";
import { getReceipt } from "@/lib/receipts/get";

/** The signed-in merchant's receipt that an address names; once a request, however many ask. */
export const loadReceipt = cache(async (encodedConnection: string, encodedReceipt: string) => {
  const page = `/connections/${encodedConnection}/receipts/${encodedReceipt}`;
  const user = await requireMerchant();
  const [receiptheroId, receiptId] = [decodeURIComponent(encodedConnection), decodeURIComponent(encodedReceipt)];
  return { user, page, receipt: (await getReceipt(user, receiptheroId, receiptId)) ?? notFound() };
});
