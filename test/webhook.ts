import { createServer } from "node:http";
import { afterAll, beforeAll } from "vitest";
import { POST } from "@/app/api/receipthero/webhook/route";
import { serveDeliveries } from "@/lib/notifications/receive/serve";

/** A key that the webhook accepts, as the header has it. */
export const KEY = "Token sandbox-webhook-key";

/** The body of a notification that a receipt is ready. */
export const READY = {
  notification_type: "receipt_notification",
  receipthero_id: "some-id",
  receipt_id: "some-receipt",
};

/** The two entries of the webhook. Every test of its answers goes through both. */
export const ENTRIES = ["Next's route", "the server"] as const;

type Entry = (path: string, init: RequestInit) => Promise<Response>;

const throughNext: Entry = (path, init) => POST(new Request(`http://localhost${path}`, init));
let entry = throughNext;

/** Sends the deliveries of the surrounding tests through an entry. */
export function useEntry(name: (typeof ENTRIES)[number]): void {
  if (name === "Next's route") return;
  // Its own listener gets the requests that were not taken for deliveries.
  const server = createServer((_request, response) => response.writeHead(404).end());
  beforeAll(async () => {
    serveDeliveries();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    entry = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
  });
  afterAll(() => {
    entry = throughNext;
    server.close();
  });
}

/** Posts a body to the webhook, as ReceiptHero does. */
export function deliver(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return ask("/api/receipthero/webhook", { body, headers });
}

/** Requests any path of the entry. The method is POST, and the key fits, unless `init` says otherwise. */
export function ask(path: string, { headers, ...init }: RequestInit): Promise<Response> {
  const usual = { Authorization: KEY, "Content-Type": "application/json" };
  return entry(path, { method: "POST", headers: { ...usual, ...headers }, ...init });
}

/** Posts a value as JSON. */
export function deliverJson(value: unknown, headers?: Record<string, string>): Promise<Response> {
  return deliver(JSON.stringify(value), headers);
}

/** The status and the body of a refusal. */
export async function refusal(response: Response) {
  return { status: response.status, ...(await response.json()) };
}
