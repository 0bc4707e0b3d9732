import { api } from "@/lib/api/app";

export type Call = {
  key?: string | null;
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with the type of lines of JSON. */
  lines?: BodyInit;
  headers?: Record<string, string>;
};

/** Calls the API as its route handler does, without a server. @param path below /api/v1 */
export async function callApi(path: string, { key, method = "GET", body, lines, headers = {} }: Call = {}) {
  const response = await api.request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: {
      ...(key && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(lines !== undefined && { "Content-Type": "application/x-ndjson" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // A stream as body needs `duplex`.
    ...(lines !== undefined && { body: lines, duplex: "half" }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}
