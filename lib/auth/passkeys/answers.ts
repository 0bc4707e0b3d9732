import "server-only";
import { z } from "zod";

// The answers of a browser, as JSON (Web Authentication Level 3, sections 5.1.9 and 5.1.10). The library checks their bytes.

const base64url = z.string().regex(/^[\w-]+$/);

const common = {
  id: base64url.max(1_400),
  rawId: base64url.max(1_400),
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).default({}),
};

/** The answer of a browser that used a passkey. */
export const usedSchema = z.object({
  ...common,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
});

/** The answer of a browser that created a passkey. */
export const createdSchema = z.object({
  ...common,
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url }),
});

/**
 * Reads an answer.
 * @param text JSON, untrusted
 * @returns null when it is malformed
 */
export function readAnswer<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
