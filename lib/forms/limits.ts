/** The most fields that a form may have. Our largest form, a connection with 20 notes, has fewer than 50. */
const MAX_FIELDS = 200;

/** The largest form that is read, in bytes. proxy.ts limits the whole request to the same. */
export const MAX_FORM_BYTES = 64 * 1024;

/** The most parameters that an address may have. The longest of ours, an export of 100 picked connections, has a few more. */
export const MAX_PARAMETERS = 120;

/** Whether a value is a form, and small enough to read. The cost of reading one grows faster than its size. */
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
