import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { z } from "zod";

/** The names that our forms use: `label`, `scopes` and `pairs[3].key`. One list alone, because an index costs its size. */
const FIELD_NAME = /^(?:[a-zA-Z]+|pairs\[\d{1,3}\]\.(?:key|value))$/;

/** The field in which Conform's buttons say that they change the form instead of sending it. */
const INTENT = "__intent__";

/** The changes that our forms offer: to add a note, and to remove one. Conform knows more, at any cost to the server. */
const ownIntent = z.union([
  z.strictObject({ type: z.literal("insert"), payload: z.strictObject({ name: z.literal("pairs") }) }),
  z.strictObject({
    type: z.literal("remove"),
    payload: z.strictObject({ name: z.literal("pairs"), index: z.int().min(0).max(19) }),
  }),
]);

/** What an action answers to a form that it cannot read, or that it had to refuse for another reason. */
export function rejectForm(problem: string): SubmissionResult {
  return { status: "error", error: { "": [problem] } };
}

/**
 * Parses a posted form with a schema. Anyone can name fields as they like, and Conform builds objects and lists along
 * the names, so fields that no form of ours has are left out first.
 * @returns Conform's submission, or null for a form with any other intent than our own: it may not count as sent
 */
export function parseForm<Schema extends z.ZodType>(formData: FormData, schema: Schema) {
  const known = new FormData();
  for (const [name, value] of formData) {
    if (FIELD_NAME.test(name) && typeof value === "string") known.append(name, value);
  }
  try {
    const intent = formData.get(INTENT);
    if (intent !== null) known.append(INTENT, JSON.stringify(ownIntent.parse(JSON.parse(String(intent)))));
    return parseWithZod(known, { schema });
  } catch {
    return null;
  }
}
