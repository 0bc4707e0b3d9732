import { MAX_FORM_BYTES } from "@/lib/size-limits";

/** The greatest number of fields of a form. Our largest form, a connection with 20 custom fields, has fewer than 50. */
const MAX_FIELDS = 200;

/**
 * The greatest number of URL parameters. Our longest URL, an export of 100 picked connections, has slightly more than
 * 100.
 */
export const MAX_PARAMETERS = 120;

/** Whether a value is a form that is small enough. Reading a form costs more than linear time. */
export function isSmallForm(value: unknown): value is FormData {
  if (!(value instanceof FormData)) return false;
  let fields = 0;
  let bytes = 0;
  for (const [name, field] of value) {
    fields += 1;
    bytes += Buffer.byteLength(name) + (typeof field === "string" ? Buffer.byteLength(field) : field.size);
    if (fields > MAX_FIELDS || bytes > MAX_FORM_BYTES) return false;
  }
  return true;
}
