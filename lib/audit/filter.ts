import { z } from "zod";
import { auditActions } from "@/lib/audit/actions";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** A day (UTC, ISO 8601) that PostgreSQL's calendar has too. */
const day = z.iso.date().refine((date) => date >= "1970-01-01");

/** Actors that are no person. */
export const IMPERSONAL = ["RECEIPTHERO", "SYSTEM"] as const;

/** Whether an actor is none of the people. */
export function isImpersonal(actor: string | null): actor is (typeof IMPERSONAL)[number] {
  return IMPERSONAL.some((one) => one === actor);
}

/** A parameter of an address; an empty one, as forms send it, is none. */
const parameter = <Value>(value: z.ZodType<Value, string>) =>
  z
    .union([z.literal("").transform(() => null), value])
    .optional()
    .transform((given) => given ?? null);

export const auditFilterSchema = z.object({
  /** A person's id, or who is no person. */
  actor: parameter(z.union([z.enum(IMPERSONAL), z.uuid()])),
  action: parameter(z.enum(auditActions)),
  connection: parameter(receiptheroIdSchema),
  merchant: parameter(z.uuid()),
  /** On this day or later, and on this day or earlier. */
  from: parameter(day),
  to: parameter(day),
});

/** Which audit events a page or an export is about. What is null narrows nothing. */
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** The id of an audit event in an address: a position in the log. */
export const auditPosition = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);
