import "server-only";
import { type Finding, fine, nameOf, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";

/** How long the answer may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Asks a server whether it lives, at the address that users have, so through the proxy. */
export async function examineServers(): Promise<Finding[]> {
  const check = "servers";
  const advice =
    "Start a server, if none runs yet. Otherwise check APP_URL, the proxy, its certificate, and whether this machine may " +
    "connect to it.";
  try {
    const url = `${env().APP_URL}/api/health`;
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    if (response.ok) return [fine(check, "APP_URL leads to one that lives.")];
    return [warning(check, `The address in APP_URL responds with ${response.status}.`, advice)];
  } catch (error) {
    return [warning(check, `None answers at the address in APP_URL (${nameOf(error)}).`, advice)];
  }
}
