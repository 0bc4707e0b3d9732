import "server-only";
import { clockFinding } from "@/lib/doctor/database";
import { type Finding, fine, nameOf, problem, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";

/** How long each endpoint may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** A merchant waits for the exchange of the code. Milliseconds. */
const SLOW_MS = 2_000;

type Endpoint = { name: string; url: string; method: string };

/**
 * Asks each of ReceiptHero's endpoints whether it is there. No credentials are sent, so each refuses: that is an answer.
 * Whether the credentials are right shows only when a merchant connects.
 */
export async function examineReceipthero(): Promise<Finding[]> {
  const { RECEIPTHERO_PAGES_URL, RECEIPTHERO_API_URL } = env();
  const endpoints: Endpoint[] = [
    { name: "consent page", url: `${RECEIPTHERO_PAGES_URL}/auth`, method: "GET" },
    { name: "token endpoint", url: `${RECEIPTHERO_API_URL}/api/oauth/token`, method: "POST" },
    { name: "revocation endpoint", url: `${RECEIPTHERO_API_URL}/api/oauth/revoke`, method: "DELETE" },
    { name: "receipts", url: `${RECEIPTHERO_API_URL}/api/v1/receipts/`, method: "POST" },
  ];
  const findings = await Promise.all(endpoints.map(examineEndpoint));
  return findings.flat();
}

async function examineEndpoint({ name, url, method }: Endpoint): Promise<Finding[]> {
  const check = `ReceiptHero's ${name}`;
  const started = performance.now();
  try {
    const response = await fetch(url, { method, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const milliseconds = Math.round(performance.now() - started);
    const date = Date.parse(response.headers.get("date") ?? "");
    await response.body?.cancel();
    const answer = judge(check, response.status, milliseconds, method);
    // The header counts whole seconds.
    return Number.isNaN(date) || name !== "token endpoint"
      ? [answer]
      : [answer, clockFinding("ReceiptHero", (date + 500 - Date.now()) / 1_000)];
  } catch (error) {
    const advice =
      "Check RECEIPTHERO_PAGES_URL and RECEIPTHERO_API_URL, the network, and the firewall's rules for this host.";
    return [problem(check, `It does not answer (${nameOf(error)}).`, advice)];
  }
}

function judge(check: string, status: number, milliseconds: number, method: string): Finding {
  if (status === 404) {
    return problem(
      check,
      "There is nothing at its address (404).",
      "Check RECEIPTHERO_PAGES_URL and RECEIPTHERO_API_URL.",
    );
  }
  // A browser follows a redirect to the consent page. Our requests follow none.
  if (status >= 300 && status < 400 && method !== "GET") {
    return problem(
      check,
      `Its address has moved (${status}), and no redirect is followed.`,
      "Set RECEIPTHERO_API_URL to the address that it moved to, if it is ReceiptHero's.",
    );
  }
  if (status >= 500) return warning(check, `It responds with ${status}.`, "Ask ReceiptHero whether it is down.");
  if (milliseconds > SLOW_MS) {
    return warning(
      check,
      `It took ${milliseconds} ms to respond.`,
      "Merchants wait for it. Ask ReceiptHero, or check the network.",
    );
  }
  return fine(check, `It responds in ${milliseconds} ms.`);
}
