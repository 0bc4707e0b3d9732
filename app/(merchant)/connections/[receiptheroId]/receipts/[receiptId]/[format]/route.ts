import { findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { withRequestLog } from "@/lib/auth/request-log";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { isAppError } from "@/lib/errors/app-error";
import { receiptProblemOf } from "@/lib/errors/receipt-problems";
import { roleProblemPath } from "@/lib/forms/role-problem-path";
import { fileResponse } from "@/lib/http/file-response";
import { getOnly } from "@/lib/http/get-only";
import { merchantConnectionPath } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { unavailable } from "@/lib/http/unavailable";
import { RECEIPT_FILE_SECONDS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { isReader } from "@/lib/principal";
import { fetchFile } from "@/lib/receipts/fetch-file";
import { fileFormats, fileName, isFileFormat } from "@/lib/receipts/file-formats";

type Context = RouteContext<"/connections/[receiptheroId]/receipts/[receiptId]/[format]">;

/** Downloads a receipt as a file. If that fails, redirects to the receipt's page, which states the reason. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return withRequestLog(request, async () => {
    const { receiptheroId, receiptId, format } = await params;
    const page = `${merchantConnectionPath(receiptheroId)}/receipts/${encodeURIComponent(receiptId)}` as const;
    try {
      const refusal = await refuseCrossSite(request);
      if (refusal) return refusal;
      const user = await currentUser();
      if (!user) return seeOther(signInPath(page));
      const viewer = await findViewerOfConnection(user, receiptheroId);
      if (!viewer) return seeOther(page);
      if (!isReader(viewer)) return seeOther(roleProblemPath("view_only"));
      if (!isFileFormat(format)) return seeOther(page);
      const deadline = AbortSignal.any([request.signal, AbortSignal.timeout(RECEIPT_FILE_SECONDS * 1_000)]);
      const content = await fetchFile(viewer, receiptheroId, receiptId, format, deadline);
      return fileResponse(content, fileName(receiptId, format), fileFormats[format].mediaType);
    } catch (error) {
      if (isAppError(error, "not_found")) return seeOther(page);
      if (receiptProblemOf(error)) return seeOther(`${page}?download=failed`);
      log.error({ err: error }, "a receipt could not be downloaded");
      return unavailable(request);
    }
  });
}

/** A link checker would read the receipt. */
export const HEAD = getOnly;
