import { optionsToAdd, optionsToUse } from "@/lib/auth/passkeys/options";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { log } from "@/lib/log";

const NO_STORE = { "Cache-Control": "no-store" };

/** The options with which a browser uses a passkey, or with `?for=add` creates one for the signed-in user. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const isToAdd = new URL(request.url).searchParams.get("for") === "add";
      const user = isToAdd ? await currentUser() : null;
      if (isToAdd && !user) return new Response(null, { status: 401, headers: NO_STORE });
      const options = user ? await optionsToAdd(user) : await optionsToUse();
      return options
        ? Response.json(options, { headers: NO_STORE })
        : new Response(null, { status: 404, headers: NO_STORE });
    } catch (error) {
      log.error({ err: error }, "the options of a passkey could not be made");
      return new Response(null, { status: 503, headers: NO_STORE });
    }
  });
}
