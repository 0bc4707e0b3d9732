"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { outgoingReceiptPath, outgoingReceiptsPath } from "@/components/admin/outgoing-receipts/paths";
import { provenButtonAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { PAGE_SIZE } from "@/lib/db/keyset";
import { buttonAction } from "@/lib/forms/action";
import { markAsSent, sendAgain } from "@/lib/outgoing-receipts/decide";
import { retryReceipts } from "@/lib/outgoing-receipts/retry";
import { readQuery } from "./query";

const ids = z.array(z.guid()).max(PAGE_SIZE);

/** The receipt that a form names. */
function receiptOf(formData: FormData): string {
  return z.guid().safeParse(formData.get("id")).data ?? notFound();
}

/**
 * Retries failed receipts from the list: the selected ones, or all that match the search, which the form contains. For
 * admins.
 */
export const retryReceiptsAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { q } = readQuery(Object.fromEntries(formData)).filter;
  const filter = { state: "failed", q } as const;
  const which = formData.get("which") === "all" ? { filter } : { ids: ids.catch([]).parse(formData.getAll("id")) };
  const retried = await retryReceipts(admin, which);
  redirect(outgoingReceiptsPath({ ...filter, retried: retried === 0 ? "none" : "some" }));
});

/** Retries a failed receipt, from its own page. For admins. */
export const retryReceiptAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = receiptOf(formData);
  await retryReceipts(admin, { ids: [id] });
  redirect(outgoingReceiptPath(id));
});

/** Sends a receipt that is in doubt again. For admins. */
export const sendAgainAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = receiptOf(formData);
  await sendAgain(admin, id);
  // If another admin decided first, the page shows that.
  redirect(outgoingReceiptPath(id));
});

/** Marks a receipt that is in doubt as sent. For admins. */
export const markAsSentAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = receiptOf(formData);
  await markAsSent(admin, id);
  redirect(outgoingReceiptPath(id));
});
