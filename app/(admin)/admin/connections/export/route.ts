import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { proofBeforeDownload } from "@/lib/auth/proof/download";
import { withRequestLog } from "@/lib/auth/request-log";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { beginExport } from "@/lib/connections/export/export";
import { exportFormats } from "@/lib/connections/export/formats";
import { filterEntries } from "@/lib/connections/search/filter";
import { readSelection } from "@/lib/connections/search/selection";
import { attachment } from "@/lib/http/content-disposition";
import { csvFormats } from "@/lib/http/csv";
import { seeOther } from "@/lib/http/redirect";
import { refuseChange } from "@/lib/http/refuse-change";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { refuseDownload } from "@/lib/http/refuse-download";
import { log } from "@/lib/log";
import { isStaff } from "@/lib/principal";

/** The format, which must appear once in the query. */
const formatSchema = z.tuple([z.enum([...csvFormats, "ndjson"])]);

/** Downloads the connections that match a filter, or that were picked (`ids`). For staff. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await currentUser();
      if (!user) return seeOther(signInPath(`/admin/connections${new URL(request.url).search}`));
      if (!isStaff(user)) return new Response(null, { status: 404, headers: NOT_KEPT });

      const query = new URL(request.url).searchParams;
      const [format] = formatSchema.safeParse(query.getAll("format")).data ?? [];
      const selection = readSelection(query, false);
      if (!format || typeof selection === "string") return refuse(request, "malformed");
      const refusal =
        (await refuseCrossSite(request)) ??
        (await proofBeforeDownload(user, request)) ??
        (await refuseChange(user, request));
      if (refusal) return refusal;
      const areAll = "filter" in selection && filterEntries(selection.filter).length === 0;
      return new Response(await beginExport(user, format, selection), {
        headers: {
          "Content-Type": exportFormats[format].contentType,
          ...attachment("connections", format, areAll),
          ...NOT_KEPT,
        },
      });
    } catch (error) {
      log.error({ err: error }, "connections could not be exported");
      return refuse(request, "unavailable");
    }
  });
}

const NOT_KEPT = { "Cache-Control": "no-store" };

async function refuse(request: Request, code: "malformed" | "unavailable"): Promise<Response> {
  const t = await getTranslations("admin.connections.export");
  return refuseDownload(request, { code, message: t(code) });
}
