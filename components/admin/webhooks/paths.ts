import type { Route } from "next";
import type { DeliveryFilter } from "@/lib/events/deliveries/filter";

/** The list of webhook endpoints. */
export const WEBHOOKS = "/admin/webhooks";

/** The log of all deliveries. */
export const DELIVERIES = "/admin/webhooks/deliveries";

/** The path of a delivery's page. */
export function deliveryPath(id: bigint): `/admin/webhooks/deliveries/${string}` {
  return `/admin/webhooks/deliveries/${id}`;
}

/** The parameters of a filter in the URL of the log. */
export function deliveryParameters(filter: Partial<DeliveryFilter>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The URL of the log with a filter. */
export function deliveriesPath(filter: Partial<DeliveryFilter>): Route {
  return `${DELIVERIES}?${new URLSearchParams(deliveryParameters(filter))}`;
}
