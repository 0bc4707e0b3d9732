const ANSWER_WITHIN_MS = 10_000;

/** The result of a notification. `status` is null when the partner's server did not answer. */
export type Outcome = { delivered: boolean; status: number | null; error: string | null };

/**
 * Sends a notification to the partner once (receipthero-api.md section 2.1). ReceiptHero's own answers are all "200 OK",
 * and like the strictest of senders this one takes nothing else for delivered.
 */
export async function sendNotification(address: string, key: string, body: object): Promise<Outcome> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Authorization: `Token ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return { delivered: response.status === 200, status: response.status, error: null };
  } catch (error) {
    return { delivered: false, status: null, error: errorCode(error) };
  }
}

/** The error's own code, such as ECONNREFUSED: its message could carry more than is good to show. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.cause instanceof Error && "code" in error.cause) return String(error.cause.code);
  return error.name;
}
