import { z } from "zod";
import { BIGINT, type Keyset, TIME } from "@/lib/db/keyset";
import { eventTypes, isEventType } from "@/lib/events/types";

/** The outcomes of deliveries, by their names in URLs. */
export const deliveryStates = { waiting: "PENDING", delivered: "DELIVERED", failed: "FAILED" } as const;

export type DeliveryOutcome = keyof typeof deliveryStates;

export const deliveryOutcomes = Object.keys(deliveryStates).filter(
  (name): name is DeliveryOutcome => name in deliveryStates,
);

/** The order of the log, newest first. */
export const LOG_ORDER = [
  { name: "createdAt", ...TIME, descending: true },
  { name: "id", ...BIGINT, descending: true },
] as const satisfies Keyset;

/** A day (UTC, ISO 8601). Earlier years are refused, because PostgreSQL has no year 0. */
const day = z.iso.date().refine((date) => date >= "1970-01-01");

export const deliveryFilterSchema = z.object({
  endpoint: z.uuid().nullable(),
  type: z.enum(Object.keys(eventTypes).filter(isEventType)).nullable(),
  outcome: z.enum(deliveryOutcomes).nullable(),
  /** Created on this day or later, and on this day or earlier. */
  from: day.nullable(),
  to: day.nullable(),
});

/** The deliveries that the log shows. A null field is no condition. */
export type DeliveryFilter = z.infer<typeof deliveryFilterSchema>;
