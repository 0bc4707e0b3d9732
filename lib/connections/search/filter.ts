import "server-only";
import { z } from "zod";
import { MIN_SEARCH } from "@/lib/db/conditions";
import { parseEmailAddress } from "@/lib/email-address";
import { scopes } from "@/lib/receipthero/scopes";
import { ConnectionHealth, ConnectionStatus } from "@/prisma/generated/enums";

/** A day (UTC, ISO 8601). Earlier years are refused, because PostgreSQL has no year 0. */
const day = z.iso.date().refine((date) => date >= "1970-01-01");

/**
 * A text, normalized as stored texts are. The length is checked first, because NFC takes quadratic time on a run of
 * combining marks. PostgreSQL stores every character except "\0".
 */
const text = (max: number) =>
  z
    .string()
    .max(max, { abort: true })
    .refine((value) => !value.includes("\0"), { abort: true })
    .normalize("NFC");

/** The connections that a list, an export or a bulk disconnect selects. A null field is no condition. */
export const connectionFilterSchema = z.object({
  /** A substring of the merchant's name, an email, the label, the id or a `key:value` of the metadata; or `tag:word`. */
  q: text(200)
    .overwrite((value) => parseEmailAddress(value) ?? value.trim())
    .min(MIN_SEARCH)
    .nullable(),
  status: z.enum(ConnectionStatus).nullable(),
  health: z.enum(ConnectionHealth).nullable(),
  scope: z.enum(scopes).nullable(),
  /** Connected on this day or later, and on this day or earlier. */
  from: day.nullable(),
  to: day.nullable(),
  /** One exact pair of the metadata, as `key:value`. */
  metadata: text(600).min(MIN_SEARCH).nullable(),
  merchant: z.uuid().nullable(),
});

export type ConnectionFilter = z.infer<typeof connectionFilterSchema>;
export type FilterName = keyof ConnectionFilter;
const NAMES = connectionFilterSchema.keyof().options;

/** The problem of a URL's filter: a value is invalid, a search is too short, or a parameter is repeated. */
type FilterProblem = "invalid" | "tooShort" | "repeated";

/**
 * Reads a filter from a URL's query.
 * @returns the filter without its invalid values, and the most serious problem. The list may show such a filter. A
 * disconnect or an export must refuse a filter that has a problem, because it might match more than the user meant
 */
export function readFilter(query: URLSearchParams): { filter: ConnectionFilter; problem: FilterProblem | null } {
  const asked = Object.fromEntries(NAMES.map((name) => [name, query.get(name) || null]));
  const { data, error } = connectionFilterSchema.safeParse(asked);
  const isRepeated = NAMES.some((name) => query.getAll(name).length > 1);
  if (data) return { filter: data, problem: isRepeated ? "repeated" : null };
  const invalid = Object.fromEntries(error.issues.map(({ path }) => [String(path[0]), null]));
  const areShort = error.issues.every(({ code }) => code === "too_small");
  return { filter: connectionFilterSchema.parse({ ...asked, ...invalid }), problem: areShort ? "tooShort" : "invalid" };
}

/** The filter that every connection matches. */
export const NO_FILTER = readFilter(new URLSearchParams()).filter;

/** The fields that are set, in the order in which the list offers them. They become the query of a URL. */
export function filterEntries(filter: ConnectionFilter): [name: FilterName, value: string][] {
  return NAMES.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []));
}
