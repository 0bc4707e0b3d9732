"use server";

import { randomUUID } from "node:crypto";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { WEBHOOKS } from "@/components/admin/webhooks/paths";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { problemOfEndpointUrl } from "@/lib/events/endpoints/address";
import { changeEndpoint } from "@/lib/events/endpoints/change";
import { createEndpoint } from "@/lib/events/endpoints/create";
import { deleteEndpoint } from "@/lib/events/endpoints/delete";
import { changedEndpointForm, endpointOf, newEndpointForm } from "@/lib/events/endpoints/form";
import { pingEndpoint } from "@/lib/events/endpoints/ping";
import { rotateEndpointSecret } from "@/lib/events/endpoints/rotate-secret";
import { buttonAction } from "@/lib/forms/action";
import { endpointPath } from "@/lib/http/paths";

/** The endpoint that a form names. */
function endpointIn(formData: FormData): string {
  return z.uuid().safeParse(formData.get("id")).data ?? notFound();
}

/** Creates an endpoint. Its answer is the only one that contains the secret. For admins. */
export const createEndpointAction = provenFormAction(requireAdmin, newEndpointForm, async (admin, submission) => {
  const endpoint = endpointOf(submission.value);
  const problem = await problemOfEndpointUrl(endpoint.url);
  if (problem) return submission.reply({ fieldErrors: { url: [problem] } });
  return { secret: await createEndpoint(admin, randomUUID(), endpoint) };
});

/** Changes where an endpoint is and what it gets. For admins. */
export const changeEndpointAction = provenFormAction(requireAdmin, changedEndpointForm, async (admin, submission) => {
  const { id } = submission.value;
  const endpoint = endpointOf(submission.value);
  const problem = await problemOfEndpointUrl(endpoint.url);
  if (problem) return submission.reply({ fieldErrors: { url: [problem] } });
  if (!(await changeEndpoint(admin, id, endpoint))) notFound();
  redirect(`${endpointPath(id)}?done=changed`);
});

/** Gives an endpoint a new secret. Its answer is the only one that contains it. For admins. */
export const rotateSecretAction = provenFormAction(
  requireAdmin,
  z.object({ id: z.uuid() }),
  async (admin, { value }) => ({
    secret: (await rotateEndpointSecret(admin, value.id, randomUUID())) ?? notFound(),
  }),
);

/** Deletes an endpoint. For admins. */
export const deleteEndpointAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  if (!(await deleteEndpoint(admin, endpointIn(formData)))) notFound();
  redirect(`${WEBHOOKS}?done=deleted`);
});

/** Switches an endpoint off, or on with or without what it has missed. For admins. */
export const switchEndpointAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = endpointIn(formData);
  const state = z.enum(["off", "on", "on_with_missed"]).safeParse(formData.get("state")).data ?? notFound();
  if (!(await changeEndpoint(admin, id, { state }))) notFound();
  redirect(`${endpointPath(id)}?done=${state}`);
});

/** Sends an endpoint a ping. For admins. */
export const pingEndpointAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = endpointIn(formData);
  if (!(await pingEndpoint(admin, id))) notFound();
  redirect(`${endpointPath(id)}?done=pinged`);
});
