import "server-only";
import { z } from "zod";
import { connectionFilterSchema } from "@/lib/connections/search/filter";

/**
 * A filter as a bulk disconnect stores it. After the bulk disconnect has finished, `erased` names the erased fields.
 */
export const storedFilterSchema = connectionFilterSchema.extend({
  erased: z.array(z.enum(["q", "metadata"])).default([]),
});
