"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { deliveryPath } from "@/components/admin/webhooks/paths";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { deliverEvent, redeliverFailed } from "@/lib/events/deliveries/redeliver";
import { buttonAction } from "@/lib/forms/action";
import { endpointPath } from "@/lib/http/paths";

/** A minute or second in UTC, as a browser's field for a local time gives it. */
const minute = z.iso.datetime({ local: true }).transform((text) => new Date(`${text}Z`));

const failedForm = z.object({ endpoint: z.uuid(), since: minute });
const eventForm = z.object({ event: z.uuid(), endpoint: z.uuid() });

/** Delivers an endpoint again what was given up since a time. For admins. */
export const redeliverFailedAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { endpoint, since } = failedForm.safeParse(Object.fromEntries(formData)).data ?? notFound();
  const count = await redeliverFailed(admin, endpoint, since);
  redirect(`${endpointPath(endpoint)}?done=redelivered&count=${count}`);
});

/** Delivers one event to an endpoint, again or for the first time. For admins. */
export const deliverEventAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { event, endpoint } = eventForm.safeParse(Object.fromEntries(formData)).data ?? notFound();
  const delivery = (await deliverEvent(admin, event, endpoint)) ?? notFound();
  redirect(`${deliveryPath(delivery)}?done=sent`);
});
