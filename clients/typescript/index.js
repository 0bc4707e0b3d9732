import createFetchClient from "openapi-fetch";

/**
 * Creates a client of the API. Each path has typed parameters, bodies, responses and problems.
 * @param {{ url: string, key: string }} options the server's URL without /api/v1, and an API key
 */
export function createClient({ url, key }) {
  return createFetchClient({
    baseUrl: `${url.replace(/\/+$/, "")}/api/v1`,
    headers: { Authorization: `Bearer ${key}` },
  });
}
