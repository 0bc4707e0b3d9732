/** Kept when ReceiptHero did not answer a revocation. */
export const UNREACHABLE = "ReceiptHero could not be reached";

const RESPONDED = "ReceiptHero responded to a revocation with status ";

/** Kept when ReceiptHero answered a revocation with an unexpected status. */
export const respondedWith = (status: number) => `${RESPONDED}${status}`;

/** The status in a kept problem; null when it names none. */
export function statusOf(problem: string): string | null {
  return problem.startsWith(RESPONDED) ? problem.slice(RESPONDED.length) : null;
}
