import { z } from "zod";
import { metadataPairsSchema } from "@/lib/connections/metadata/metadata";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { isScope, type Scope, scopes } from "@/lib/receipthero/scopes";

/**
 * The form of an authorization request, validated in the browser and on the server. Without custom fields `pairs` is
 * absent.
 * @param offered the scopes of the setting RECEIPTHERO_SCOPES
 */
export function authorizationForm(offered: readonly Scope[]) {
  return z.object({
    label: name(1, MAX_LABEL),
    scopes: z
      .array(z.enum(scopes, { error: "scopeNotOffered" }), { error: "noScope" })
      .min(1, "noScope")
      .refine((chosen) => chosen.every((scope) => isScope(scope) && offered.includes(scope)), "scopeNotOffered")
      .transform((chosen) => [...new Set(chosen)]),
    pairs: metadataPairsSchema.default([]),
    /** The connection that the merchant reconnects, if this is a reconnect. */
    reconnect: receiptheroIdSchema.optional(),
    /** The mark of the reconnect link that the user opened (lib/auth/links/mark.ts), if there is one. */
    link: z.string().max(100).optional(),
  });
}

export type AuthorizationForm = z.output<ReturnType<typeof authorizationForm>>;
