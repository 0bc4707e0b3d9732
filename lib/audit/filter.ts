import { z } from "zod";
import { auditActions } from "@/lib/audit/actions";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** A day from 1970 on (UTC, ISO 8601): PostgreSQL refuses the year 0. */
const day = z.iso.date().refine((date) => date >= "1970-01-01");

/** Actors that are not users. */
export const IMPERSONAL = ["RECEIPTHERO", "SYSTEM"] as const;

/** Whether the actor is not a user. */
export function isImpersonal(actor: string | null): actor is (typeof IMPERSONAL)[number] {
  return IMPERSONAL.some((one) => one === actor);
}

/** A URL parameter. Forms send empty fields, so an empty value counts as absent. */
const parameter = <Value>(value: z.ZodType<Value, string>) =>
  z
    .union([z.literal("").transform(() => null), value])
    .optional()
    .transform((given) => given ?? null);

export const auditFilterSchema = z.object({
  /** A user's id, or an actor that is not a user. */
  actor: parameter(z.union([z.enum(IMPERSONAL), z.uuid()])),
  action: parameter(z.enum(auditActions)),
  connection: parameter(receiptheroIdSchema),
  merchant: parameter(z.uuid()),
  /** On this day or later, and on this day or earlier. */
  from: parameter(day),
  to: parameter(day),
});

/** The audit events that a page or an export selects. A null field is no condition. */
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** The filter that every event matches. */
export const NO_AUDIT_FILTER = auditFilterSchema.parse({});
