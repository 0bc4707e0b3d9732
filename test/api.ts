import { api } from "@/lib/api/app";

export type Call = { key?: string | null; method?: string; body?: unknown; headers?: Record<string, string> };

/** Calls the API as its route handler does, without a server. @param path below /api/v1 */
export async function callApi(path: string, { key, method = "GET", body, headers = {} }: Call = {}) {
  const response = await api.request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: {
      ...(key && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}
