/** Why an attempt failed. Each has a text under `admin.webhooks.problem` in messages/. */
const deliveryProblems = ["status", "redirect", "timeout", "unknown_host", "private_address", "unreachable"] as const;

export type DeliveryProblem = (typeof deliveryProblems)[number];

/** Whether a stored value is a problem that this version knows. */
export function isDeliveryProblem(value: string): value is DeliveryProblem {
  return deliveryProblems.some((problem) => problem === value);
}
