import "server-only";
import { onServerRequest } from "@/lib/http/server/on-server-request";

/**
 * Watches the requests to this process's HTTP servers from now on.
 * @returns whether one began or was open since the last call
 */
export function watchRequests(): () => boolean {
  let open = 0;
  let begun = 0;
  onServerRequest(({ response }) => {
    begun += 1;
    open += 1;
    // A response closes once, also when the client is gone.
    response.once("close", () => {
      open -= 1;
    });
  });
  return () => {
    const isAny = open + begun > 0;
    begun = 0;
    return isAny;
  };
}
