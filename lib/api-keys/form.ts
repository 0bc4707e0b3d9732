import { z } from "zod";
import { EXPIRY_DAYS, MAX_KEY_NAME } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import { apiPermissions } from "@/lib/principal";

/** The form of a new API key. Without `days` it never expires. */
export const apiKeyForm = z.object({
  name: name(1, MAX_KEY_NAME),
  permissions: z
    .array(z.enum(apiPermissions, { error: "noPermission" }), { error: "noPermission" })
    .min(1, "noPermission")
    .transform((chosen) => [...new Set(chosen)]),
  days: z.enum(EXPIRY_DAYS.map(String)).transform(Number).optional(),
});

export type ApiKeyForm = z.output<typeof apiKeyForm>;
