import "server-only";
import { type Finding, fine, problem, warning } from "@/lib/doctor/finding";
import { keyUse } from "@/lib/key-rotation/key-use";
import type { Operator } from "@/lib/principal";

/** How many rows need which key of TOKEN_KEYS. A server does not start without a key that rows need. */
export async function examineKeys(operator: Operator): Promise<Finding[]> {
  return (await keyUse(operator)).map(({ id, state, rows }) => {
    if (state === "missing") {
      return problem(
        `key ${id}`,
        `${rows} rows need it, and TOKEN_KEYS lacks it. No server starts.`,
        "Put it back behind the first key. If it is lost for good, put any other key under its id.",
      );
    }
    if (state === "seals") return fine(`key ${id}`, `${rows} rows need it, and new ones get it.`);
    return rows > 0
      ? warning(
          `key ${id}`,
          `${rows} rows need this key, which is not the first.`,
          "Wait for the sweep, or run the command reseal.",
        )
      : warning(
          `key ${id}`,
          "No row needs this key. It is new, or a former one that can go.",
          "Leave a new one. Take a former one out of TOKEN_KEYS, unless a backup needs it.",
        );
  });
}
