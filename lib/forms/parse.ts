import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { z } from "zod";

/**
 * The field names of our forms: `label`, `scopes` and `pairs[3].key`. Only one list is allowed, and its index is
 * limited, because Conform allocates as many items as the index says.
 */
const FIELD_NAME = /^(?:[a-zA-Z]+|pairs\[\d{1,3}\]\.(?:key|value))$/;

/** The field by which Conform's buttons change the form instead of submitting it. */
const INTENT = "__intent__";

/** The changes that our forms offer: add and remove a custom field. Conform accepts others, which can be expensive. */
const ownIntent = z.union([
  z.strictObject({ type: z.literal("insert"), payload: z.strictObject({ name: z.literal("pairs") }) }),
  z.strictObject({
    type: z.literal("remove"),
    payload: z.strictObject({ name: z.literal("pairs"), index: z.int().min(0).max(19) }),
  }),
]);

/** The answer of an action to a form that it cannot read or must refuse. */
export function rejectForm(problem: string): SubmissionResult {
  return { status: "error", error: { "": [problem] } };
}

/**
 * Parses a submitted form with a schema. Anyone can choose the field names, and Conform builds objects and lists from
 * them. So fields that none of our forms has are dropped first.
 * @returns Conform's submission, or null for a form with an unknown intent, which must not count as submitted
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
