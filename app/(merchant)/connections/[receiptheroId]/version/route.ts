import { findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { connectionVersion } from "@/lib/connections/row-version";
import { log } from "@/lib/log";

type Context = RouteContext<"/connections/[receiptheroId]/version">;

/** Tells an open page whether its data is still current. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await currentUser();
      // Next decodes the parameters of a handler, but not always those of a page.
      const { receiptheroId } = await params;
      const viewer = user && (await findViewerOfConnection(user, receiptheroId));
      const version = viewer && (await connectionVersion(viewer, receiptheroId));
      return Response.json(
        { version },
        { status: version === null ? 404 : 200, headers: { "Cache-Control": "no-store" } },
      );
    } catch (error) {
      log.error({ err: error }, "a connection's version could not be read");
      return new Response(null, { status: 503, headers: { "Cache-Control": "no-store" } });
    }
  });
}
