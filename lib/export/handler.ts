import "server-only";
import { unstable_rethrow } from "next/navigation";
import { proofBeforeDownload } from "@/lib/auth/proof/proof-before-download";
import { withRequestLog } from "@/lib/auth/request-log";
import { DATA_AGE, withDataAge } from "@/lib/db/replica";
import { fileResponse } from "@/lib/http/file-response";
import { getOnly } from "@/lib/http/get-only";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { refuseTooManyChanges } from "@/lib/http/refuse-too-many-changes";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";

/** nginx's status for a request whose client did not wait. Only the log sees it. */
const CLIENT_CLOSED_REQUEST = 499;

/** A file to download: its content, its name and its content type. */
export type ExportFile = { content: ReadableStream<Uint8Array>; name: string; type: string };

/**
 * Creates the handler of an export. It refuses requests that another site caused, authorizes the user, asks for a
 * recent proof, and only then reads what is asked for. Each export counts as a change.
 * @param authorize returns the user, or redirects, or answers 404
 * @param read the parameters; or the response that refuses them
 * @param begin starts the file, or refuses it
 */
export function exportHandler<Who extends User, Context, Asked>(
  authorize: (request: Request, context: Context) => Promise<Who>,
  read: (who: Who, request: Request, context: Context) => Promise<Asked | Response>,
  begin: (who: Who, asked: Asked, request: Request) => Promise<ExportFile | Response>,
) {
  return (request: Request, context: Context): Promise<Response> =>
    withRequestLog(request, async () => {
      try {
        const foreign = await refuseCrossSite(request);
        if (foreign) return foreign;
        const who = await authorize(request, context);
        // Next would not take the body, so the export would stay open.
        if (request.method === "HEAD") return getOnly();
        const unproven = await proofBeforeDownload(who, request);
        if (unproven) return unproven;
        const asked = await read(who, request, context);
        if (asked instanceof Response) return asked;
        const limit = await refuseTooManyChanges(who, request);
        if (limit) return limit;
        const { result: file, age } = await withDataAge(() => begin(who, asked, request));
        if (file instanceof Response) return file;
        if (!request.signal.aborted) {
          const response = fileResponse(file.content, file.name, file.type);
          if (age !== null) response.headers.set(DATA_AGE, String(age));
          return response;
        }
        // The client has disconnected. Next would drop the response and leave the export open.
        await file.content.cancel();
        return new Response(null, { status: CLIENT_CLOSED_REQUEST });
      } catch (error) {
        unstable_rethrow(error);
        log.error({ err: error }, "an export could not begin");
        return unavailable(request);
      }
    });
}
