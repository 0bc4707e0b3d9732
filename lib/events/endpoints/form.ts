import { z } from "zod";
import { eventTypes, isEventType } from "@/lib/events/types";
import { MAX_DESCRIPTION, MAX_URL } from "@/lib/forms/field-limits";
import { singleLine } from "@/lib/forms/fields";

/** The types that an endpoint can choose. */
export const typeNames = Object.keys(eventTypes).filter(isEventType);

/**
 * The form of an endpoint. Whether its URL leads to a private network is checked afterwards, because that takes a lookup.
 * An empty list of types stands for all, so a form must say that it means all.
 */
const endpointFields = z.object({
  url: singleLine(1, MAX_URL).refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""), "endpoint_not_https"),
  description: singleLine(0, MAX_DESCRIPTION).default(""),
  which: z.enum(["all", "some"], { error: "required" }),
  types: z.array(z.enum(typeNames)).default([]),
});

const checked = <Form extends { which: "all" | "some"; types: string[] }>(
  form: Form,
  context: z.RefinementCtx<Form>,
) => {
  if (form.which === "some" && form.types.length === 0) {
    context.addIssue({ code: "custom", message: "noType", path: ["types"] });
  }
};

/** The form of a new endpoint. */
export const newEndpointForm = endpointFields.superRefine(checked);

/** The form that changes an endpoint. */
export const changedEndpointForm = endpointFields.extend({ id: z.uuid() }).superRefine(checked);

/** The endpoint that a form describes. */
export function endpointOf({ url, description, which, types }: z.output<typeof newEndpointForm>) {
  return { url, description, types: which === "all" ? [] : [...new Set(types)] };
}
