import "server-only";
import { z } from "zod";

const schema = z.object({ routes: z.array(z.string()), newestMigration: z.string() });

/**
 * Facts about this build, which next.config.mjs writes into it: the routes of app/ as Next writes them, and the newest
 * migration that the code needs.
 */
export const BUILD = schema.parse(JSON.parse(process.env.BUILD_FACTS ?? '{"routes":[],"newestMigration":""}'));
