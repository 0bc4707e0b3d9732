import { z } from "@hono/zod-openapi";

/** The body of a problem (RFC 9457), as lib/http/api-problems.ts makes it. */
export const problemSchema = z
  .object({
    type: z.string().describe("A URL that explains the code."),
    title: z.string(),
    status: z.int(),
    code: z.string().describe("Stable. Programs can rely on it."),
    permission: z.string().optional().describe("The missing permission."),
    errors: z
      .array(z.object({ at: z.string(), message: z.string() }))
      .optional()
      .describe("The invalid fields and parameters."),
  })
  .openapi("Problem");
