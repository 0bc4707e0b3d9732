import type { RefusalCode } from "@/lib/http/proxy/refusal";

/**
 * The header that marks a request as refused, in lower case. The same header from a client is removed
 * (lib/http/server/mark-refused.ts).
 */
export const REFUSED = "x-refused";

/** The reasons for refusing a request before Next reads it. */
export const MARKS = ["too_many_parameters", "foreign_target", "unknown_method"] as const satisfies RefusalCode[];

export type Mark = (typeof MARKS)[number];
