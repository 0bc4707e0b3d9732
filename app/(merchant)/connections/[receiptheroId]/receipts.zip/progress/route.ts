import { findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { log } from "@/lib/log";
import { isReader } from "@/lib/principal";
import { getArchiveProgress } from "@/lib/receipts/archive/lease";

type Context = RouteContext<"/connections/[receiptheroId]/receipts.zip/progress">;

const NOT_KEPT = { "Cache-Control": "no-store" };

/** Tells an open page how far the user's last download of receipts is. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await currentUser();
      const { receiptheroId } = await params;
      const viewer = user && (await findViewerOfConnection(user, receiptheroId));
      const progress = viewer && isReader(viewer) ? await getArchiveProgress(viewer, receiptheroId) : null;
      return Response.json({ progress }, { status: progress === null ? 404 : 200, headers: NOT_KEPT });
    } catch (error) {
      log.error({ err: error }, "the progress of a download could not be read");
      return new Response(null, { status: 503, headers: NOT_KEPT });
    }
  });
}
