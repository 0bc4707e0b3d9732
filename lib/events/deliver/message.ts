/** The headers of every delivery beside the signature's own (lib/events/deliver/sign.ts). */
export const FIXED_HEADERS = { "Content-Type": "application/json", "User-Agent": "receipthero-connect" };

/** The `webhook-id` of an event: the same in every delivery. */
export function webhookId(publicId: string): string {
  return `evt_${publicId}`;
}

/**
 * The body of a delivery, Standard Webhooks 1.0.0, section "Webhook Payload".
 * @param data JSON, which goes out as the database has it
 */
export function eventBody({ type, at, data }: { type: string; at: Date; data: string }): string {
  return `{"type":${JSON.stringify(type)},"timestamp":"${at.toISOString()}","data":${data}}`;
}
