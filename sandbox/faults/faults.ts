import { z } from "zod";

export const faultEndpoint = z.enum(["token", "revoke", "receipts", "send", "consent"]);
export const faultName = z.enum([
  "denied",
  "refused",
  "hang",
  "drip",
  "slow",
  "500",
  "503",
  "redirect",
  "html",
  "cut",
  "endless",
  "no-claim",
  "not-jwt",
  "other-claim",
  "null-claim",
  "iat-fraction",
  "iat-text",
  "iat-milliseconds",
  "iat-null",
  "null-members",
  "odd-members",
  "scope-named",
  "fewer-scopes",
  "fewer-named",
  "pkce-400",
  "pkce-422",
  "old-token-lives",
  "dead-401",
  "dead-403",
  "dead-404",
  "wrong-key",
  "rejected",
  "rejected-list",
  "late",
  "429",
  "dropped",
  "silent",
  "cancelled",
  "state-unpadded",
  "state-twice",
  "more-parameters",
]);

export type FaultEndpoint = z.infer<typeof faultEndpoint>;
export type FaultName = z.infer<typeof faultName>;

/**
 * A fault that is on. `times`: how many requests it still spoils, null until it is switched off. `every`: 1 spoils all
 * requests, 5 each fifth.
 */
export type Fault = { endpoint: FaultEndpoint; fault: FaultName; times: number | null; every: number };

const ANY_API_ENDPOINT: FaultName[] = [
  "refused",
  "hang",
  "drip",
  "slow",
  "500",
  "503",
  "redirect",
  "html",
  "cut",
  "endless",
];

/** The faults of the consent page: when it is opened, and when it is approved. */
export const CONSENT_OPENING: FaultName[] = ["500", "503", "hang"];
export const CONSENT_ANSWER: FaultName[] = [
  "denied",
  "silent",
  "cancelled",
  "state-unpadded",
  "state-twice",
  "more-parameters",
];

/** The faults that each endpoint can have. */
export const POSSIBLE_FAULTS: Record<FaultEndpoint, FaultName[]> = {
  token: [
    ...ANY_API_ENDPOINT,
    "no-claim",
    "not-jwt",
    "other-claim",
    "null-claim",
    "iat-fraction",
    "iat-text",
    "iat-milliseconds",
    "iat-null",
    "null-members",
    "odd-members",
    "scope-named",
    "fewer-scopes",
    "fewer-named",
    "pkce-400",
    "pkce-422",
    "old-token-lives",
  ],
  revoke: [...ANY_API_ENDPOINT, "dead-401", "dead-403"],
  receipts: [...ANY_API_ENDPOINT, "dead-403", "dead-404", "wrong-key"],
  send: [...ANY_API_ENDPOINT, "rejected", "rejected-list", "late", "429", "dropped"],
  consent: [...CONSENT_OPENING, ...CONSENT_ANSWER],
};

/** The faults that are on, at most one an endpoint. They live in memory only: a restart switches them off. */
export type Faults = {
  list(): Fault[];
  set(fault: Fault): void;
  /** Switches one endpoint's fault off, or all. */
  clear(endpoint?: FaultEndpoint): void;
  /** The fault for this request, counted down. `only` leaves other faults alone. */
  take(endpoint: FaultEndpoint, only?: FaultName[]): FaultName | null;
};

/** Says why this fault cannot be set, or null if it can. */
export function faultProblem(fault: Fault): string | null {
  const possible = POSSIBLE_FAULTS[fault.endpoint];
  if (!possible.includes(fault.fault)) {
    return `The endpoint ${fault.endpoint} has these faults: ${possible.join(", ")}.`;
  }
  if (fault.fault === "refused" && (fault.times !== null || fault.every > 1)) {
    return "The fault refused closes the listener, so it cannot count requests: leave times and every out.";
  }
  return null;
}

/** Makes an empty set of faults. */
export function createFaults(): Faults {
  const active = new Map<FaultEndpoint, Fault & { requests: number }>();
  return {
    list: () => [...active.values()].map(({ requests: _requests, ...fault }) => fault),
    set: (fault) => void active.set(fault.endpoint, { ...fault, requests: 0 }),
    clear: (endpoint) => (endpoint ? void active.delete(endpoint) : active.clear()),
    take(endpoint, only) {
      const fault = active.get(endpoint);
      if (!fault || (only && !only.includes(fault.fault))) return null;
      fault.requests += 1;
      if (fault.requests % fault.every !== 0) return null;
      if (fault.times !== null) {
        fault.times -= 1;
        if (fault.times <= 0) active.delete(endpoint);
      }
      return fault.fault;
    },
  };
}
