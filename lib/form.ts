import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import type { z } from "zod";

/** The names that our forms use: `label`, `scopes`, `pairs[3].key`, and Conform's own `__intent__`. */
const FIELD_NAME = /^(?:[a-z]+(?:\[\d{1,3}\]\.[a-z]+)?|__intent__)$/i;

/** What an action answers to a form that it cannot read, or that it had to refuse for another reason. */
export function refuse(problem: string): SubmissionResult {
  return { status: "error", error: { "": [problem] } };
}

/**
 * Parses a posted form with a schema. Whoever posts may name fields as they like, so what no form of ours has is left
 * out first: Conform builds objects and lists along the names.
 * @returns Conform's submission, or null when the form is out of form altogether
 */
export function parseForm<Schema extends z.ZodType>(formData: FormData, schema: Schema) {
  const known = new FormData();
  for (const [name, value] of formData)
    if (FIELD_NAME.test(name) && typeof value === "string") known.append(name, value);
  try {
    return parseWithZod(known, { schema });
  } catch {
    return null;
  }
}
