import { z } from "zod";
import { type PartnerMetadata, partnerMetadata } from "../state/schema.ts";

const stateObject = z.object({ message: z.string(), partner_metadata: partnerMetadata.optional() });

/**
 * Looks into the state parameter (receipthero-api.md section 1.1). State is opaque: when it is not the Base64 of the
 * documented JSON object there is simply nothing to show.
 */
export function readStateParameter(state: string): { message: string | null; metadata: PartnerMetadata | null } {
  // A client that did not percent-encode its "+" sent us a space.
  const json = Buffer.from(state.replaceAll(" ", "+"), "base64").toString("utf8");
  try {
    const parsed = stateObject.parse(JSON.parse(json));
    return { message: parsed.message, metadata: parsed.partner_metadata ?? null };
  } catch {
    return { message: null, metadata: null };
  }
}
