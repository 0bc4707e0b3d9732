import { POST } from "@/app/api/receipthero/webhook/route";

/** A key that the webhook accepts, as the header has it. */
export const KEY = "Token sandbox-webhook-key";

/** The body of a notification that a receipt is ready. */
export const READY = {
  notification_type: "receipt_notification",
  receipthero_id: "some-id",
  receipt_id: "some-receipt",
};

/** Posts a body to the webhook, as ReceiptHero does. */
export function deliver(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const all = { Authorization: KEY, "Content-Type": "application/json", ...headers };
  return POST(new Request("http://localhost/api/receipthero/webhook", { method: "POST", headers: all, body }));
}

/** Posts a value as JSON. */
export function deliverJson(value: unknown, headers?: Record<string, string>): Promise<Response> {
  return deliver(JSON.stringify(value), headers);
}

/** The status and the body of a refusal. */
export async function refusal(response: Response) {
  return { status: response.status, ...(await response.json()) };
}
