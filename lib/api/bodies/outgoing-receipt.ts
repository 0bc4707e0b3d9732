import { z } from "@hono/zod-openapi";
import { iso } from "@/lib/api/bodies/connection";
import { time } from "@/lib/api/fields";
import { publicStateOf, publicStates } from "@/lib/outgoing-receipts/filter";
import type { KeyReceipt } from "@/lib/outgoing-receipts/get";
import { sendProblems } from "@/lib/outgoing-receipts/problems";

export const outgoingReceiptSchema = z
  .object({
    id: z.uuid(),
    receipthero_id: z.string().nullable().describe("The connection; null when tokens name the recipient."),
    status: z
      .enum(publicStates)
      .describe(
        "`queued`: stored, and sent or tried again soon. `sent`: ReceiptHero has taken it. `rejected`: ReceiptHero does not want it, or its connection does not allow it any more. `failed`: it was surely not taken within a day. `in_doubt`: it was sent, and no answer says whether ReceiptHero has it. The partner's staff decide about the last two.",
      ),
    problem: z
      .string()
      .nullable()
      .describe(`Why it is not sent, or not yet: ${sendProblems.map((problem) => `\`${problem}\``).join(", ")}.`),
    errors: z
      .array(z.object({ error: z.string(), description: z.string() }))
      .describe("ReceiptHero's own errors about a rejected receipt."),
    attempts: z.int(),
    created_at: time,
    next_attempt_at: time.nullable().describe("When it is tried next, while it is queued."),
    finished_at: time.nullable().describe("Since when it is no longer queued."),
  })
  .openapi("OutgoingReceipt");

/** An outgoing receipt as the API returns it: never with its content. */
export function outgoingReceiptBody(receipt: KeyReceipt): z.infer<typeof outgoingReceiptSchema> {
  const { id, receiptheroId, state, problem, errors, attempts, createdAt, nextAttemptAt, finishedAt } = receipt;
  return {
    id,
    receipthero_id: receiptheroId,
    status: publicStateOf(state),
    problem,
    errors,
    attempts,
    created_at: createdAt.toISOString(),
    next_attempt_at: state === "QUEUED" ? nextAttemptAt.toISOString() : null,
    finished_at: iso(finishedAt),
  };
}
