import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { PATIENT_TIMEOUT_MS, patientDb, type Transaction } from "@/lib/db/client";
import type { EndpointForm } from "@/lib/events/endpoints/create";
import { disableEndpoint, enableEndpoint } from "@/lib/events/endpoints/state";
import type { Admin, ApiKey } from "@/lib/principal";

/** The changes of an endpoint; a field that is absent stays. */
export type EndpointChange = Partial<EndpointForm> & {
  /** Switches it off, or on with or without the events that it has missed. */
  state?: "off" | "on" | "on_with_missed" | undefined;
};

/**
 * Changes an endpoint.
 * @param id a UUID
 * @returns whether there is such an endpoint
 */
export async function changeEndpoint(
  by: Admin | ApiKey<"events:write">,
  id: string,
  { url, description, types, state }: EndpointChange,
): Promise<boolean> {
  const actor = actorOf(by);
  const change = async (tx: Transaction): Promise<boolean> => {
    const [former] = await tx.$queryRaw<{ url: string; description: string; types: string[] }[]>`
      SELECT url, description, types FROM "WebhookEndpoint" WHERE id = ${id}::uuid FOR UPDATE`;
    if (!former) return false;
    const wanted = {
      url: url ?? former.url,
      description: description ?? former.description,
      types: types ?? former.types,
    };
    if (JSON.stringify(wanted) !== JSON.stringify(former)) {
      // Failures at another URL say nothing of this one.
      const fresh = wanted.url === former.url ? {} : { failingSince: null };
      await tx.webhookEndpoint.update({ where: { id }, data: { ...wanted, ...fresh }, select: { id: true } });
      const after = { endpointId: id, host: new URL(wanted.url).host, types: wanted.types };
      await recordAuditEvent(tx, { actor, action: "webhook_endpoint.changed", after });
    }
    if (state === "off") await disableEndpoint(tx, id, "switched_off", actor);
    if (state === "on" || state === "on_with_missed") await enableEndpoint(tx, id, state === "on_with_missed", actor);
    return true;
  };
  // An endpoint may have missed many events.
  return patientDb().$transaction(change, { timeout: PATIENT_TIMEOUT_MS });
}
