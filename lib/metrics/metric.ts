import "server-only";
import { type Metric, register } from "prom-client";

/**
 * The metric of this process with this name. Next bundles this module several times, and all bundles share one registry
 * of prom-client, which refuses a name that it knows.
 * @param make creates the metric, and with it registers it
 */
export function metric<Kind extends Metric>(name: string, make: (name: string) => Kind): Kind {
  return (register.getSingleMetric(name) as Kind | undefined) ?? make(name);
}
