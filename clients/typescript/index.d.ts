import type { Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

/**
 * Creates a client of the API. Each path has typed parameters, bodies, responses and problems.
 * @param options the server's URL without /api/v1, and an API key
 */
export declare function createClient(options: { url: string; key: string }): Client<paths>;

/** The schemas of the API's document, by name: `Schemas["Connection"]`. */
export type Schemas = components["schemas"];
