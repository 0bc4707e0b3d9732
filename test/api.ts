import { randomUUID } from "node:crypto";
import { api } from "@/lib/api/app";
import { makeKey } from "@/lib/api-keys/secret";
import { sha256 } from "@/lib/crypto/tokens";
import { apiPermissions } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";

/** Stores an API key. @returns the key */
export async function addApiKey(
  { client }: TestDatabase,
  permissions: readonly string[] = apiPermissions,
  { endedAt = null, expiresAt = null }: { endedAt?: Date | null; expiresAt?: Date | null } = {},
): Promise<string> {
  const key = makeKey();
  await client.query(
    `INSERT INTO "ApiKey" (name, permissions, hash, "createdById", "endedAt", "expiresAt") VALUES ($1, $2, $3, $4, $5, $6)`,
    [`Key for ${permissions}`, permissions, sha256(key), randomUUID(), endedAt, expiresAt],
  );
  return key;
}

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
