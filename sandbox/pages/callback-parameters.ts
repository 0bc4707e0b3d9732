import type { FaultName } from "../faults/faults.ts";

/** The response to the partner after Approve (section 1.2), in the odd form that a fault asks for. */
export function callbackParameters(
  fault: FaultName | null,
  state: string,
  makeCode: () => string,
): Record<string, string> {
  if (fault === "silent") return { state };
  if (fault === "cancelled") return { status: "cancelled", state };
  const code = makeCode();
  if (fault === "state-unpadded") return { code, state: state.replace(/=+$/, "") };
  if (fault === "state-twice") return { code, state: encodeURIComponent(state) };
  if (fault === "more-parameters")
    return { code, state, iss: "https://receipthero.example", scope: "", session_state: "1" };
  return { code, state };
}
