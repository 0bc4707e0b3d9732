import "server-only";
import { z } from "zod";
import { metadataPairsSchema } from "@/lib/connections/metadata/metadata";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import type { ImportRefusal } from "@/lib/imports/refusals";
import { businessName, externalId } from "@/lib/merchants/fields";
import { readAccessToken } from "@/lib/receipthero/access-token";
import { scopes } from "@/lib/receipthero/scopes";

/** How far ahead the clock of another system may be, in milliseconds. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** A token goes into a header, and must not end it. */
const tokenText = z.string().regex(/^[!-~]+$/);

const connectedAt = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= "1970" && Date.parse(text) <= Date.now() + CLOCK_SKEW_MS)
  .transform((text) => new Date(Math.min(Date.parse(text), Date.now())).toISOString());

/** The pairs of an object, whatever its keys: `z.record` drops a key named `__proto__`. */
const metadata = z
  .custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value))
  .transform((value) => Object.entries(value).map(([key, text]) => ({ key, value: text })))
  .pipe(metadataPairsSchema);

/** The fields of a line. Null is as good as a missing field. */
export const lineFields = {
  access_token: tokenText,
  external_id: externalId(),
  business_name: businessName(),
  label: name(1, MAX_LABEL).nullish(),
  metadata: metadata.nullish(),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .transform((chosen) => [...new Set(chosen)])
    .nullish(),
  connected_at: connectedAt.nullish(),
};

const lineSchema = z.strictObject(lineFields);

/** The part of a refused line that is read. A schema is made once, because that takes longer than reading a line. */
const namedSchema = z.object({ external_id: lineFields.external_id });

/** A connection to import, and what its token says about itself. `issuedAt` and `connectedAt` are times in ISO 8601. */
export const importLineSchema = z.object({
  accessToken: z.string(),
  receiptheroId: z.string(),
  issuedAt: z.string().nullable(),
  externalId: z.string(),
  businessName: z.string(),
  label: z.string().nullable(),
  pairs: z.array(z.object({ key: z.string(), value: z.string() })).nullable(),
  scopes: z.array(z.enum(scopes)).nullable(),
  connectedAt: z.string().nullable(),
});
export type ImportLine = z.infer<typeof importLineSchema>;

/** A line that is refused, with as much of it as helps to find it. `field` is the one that is wrong, if it is one. */
type RefusedLine = {
  refusal: ImportRefusal;
  field: string | null;
  externalId: string | null;
  receiptheroId: string | null;
};

/**
 * Reads a line of an import.
 * @param bytes untrusted, or null for a line that is too long
 */
export function readLine(bytes: Buffer | null): ImportLine | RefusedLine {
  const refused = { field: null, externalId: null, receiptheroId: null };
  if (!bytes) return { ...refused, refusal: "line_too_long" };
  const value = parseJson(bytes);
  const line = lineSchema.safeParse(value);
  if (!line.success) {
    const known = { ...refused, externalId: namedSchema.safeParse(value).data?.external_id ?? null };
    return { ...known, refusal: "malformed_line", field: fieldOf(line.error) };
  }
  const { access_token: accessToken, external_id, business_name, connected_at, label, scopes: asked } = line.data;
  try {
    const { receiptheroId, issuedAt } = readAccessToken(accessToken);
    return {
      accessToken,
      receiptheroId,
      issuedAt: issuedAt?.toISOString() ?? null,
      externalId: external_id,
      businessName: business_name,
      label: label ?? null,
      pairs: line.data.metadata ?? null,
      scopes: asked ?? null,
      connectedAt: connected_at ?? null,
    };
  } catch {
    // The error knows the token, so nobody else gets it.
    return { ...refused, externalId: external_id, refusal: "bad_token", field: "access_token" };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @returns undefined for anything that is not JSON in UTF-8 */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

/** The first field that is wrong, or that does not exist. Only a name that could be a field's is repeated. */
function fieldOf({ issues: [issue] }: z.core.$ZodError): string | null {
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path[0];
  return typeof field === "string" && /^\w{1,40}$/.test(field) ? field : null;
}
