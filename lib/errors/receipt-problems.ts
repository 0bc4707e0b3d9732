import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** Why a receipt cannot be read from ReceiptHero. Each has a text under `receipts.problem` in messages/. */
export const receiptProblems = [
  "receipt_unauthorized",
  "receipt_refused",
  "receipt_gone",
  "receipt_unavailable",
  "receipt_unreadable",
  "api_key_missing",
] as const;

const receiptProblem = z.enum(receiptProblems);
export type ReceiptProblem = z.infer<typeof receiptProblem>;

/** The reason why a receipt cannot be read, if the error states one. */
export function receiptProblemOf(error: unknown): ReceiptProblem | null {
  return receiptProblem.safeParse(error instanceof AppError ? error.code : null).data ?? null;
}
