import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { proofBeforeDownload } from "@/lib/auth/proof/download";
import { withRequestLog } from "@/lib/auth/request-log";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser, isStaff } from "@/lib/auth/sessions/current-user";
import { filterEntries } from "@/lib/connections/bulk-disconnect/selection";
import { beginExport } from "@/lib/connections/export/export";
import { exportFormats } from "@/lib/connections/export/formats";
import { connectionFilterSchema } from "@/lib/connections/search/filter";
import { attachment } from "@/lib/http/content-disposition";
import { csvFormats } from "@/lib/http/csv";
import { seeOther } from "@/lib/http/redirect";
import { refuseChange } from "@/lib/http/refuse-change";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { refuseDownload } from "@/lib/http/refuse-download";
import { log } from "@/lib/log";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** As many as can be picked one by one: a page of the list, and some. */
const MAX_IDS = 100;

const formatSchema = z.enum([...csvFormats, "ndjson"]);
const idsSchema = z.array(receiptheroIdSchema).max(MAX_IDS);

/** The download of the connections that match a filter, or that were picked (`ids`), for the partner's staff. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await currentUser();
      if (!user) return seeOther(signInPath(`/admin/connections${new URL(request.url).search}`));
      if (!isStaff(user)) return new Response(null, { status: 404, headers: NOT_KEPT });

      const wanted = parseQuery(new URL(request.url).searchParams);
      if (!wanted) return refuse(request, 400, "malformed");
      const refusal =
        (await refuseCrossSite(request)) ??
        (await proofBeforeDownload(user, request)) ??
        (await refuseChange(user, request));
      if (refusal) return refusal;
      const { format, connections } = wanted;
      return new Response(await beginExport(user, format, connections), {
        headers: {
          "Content-Type": exportFormats[format].contentType,
          ...attachment("connections", format, !Array.isArray(connections) && filterEntries(connections).length === 0),
          ...NOT_KEPT,
        },
      });
    } catch (error) {
      log.error({ err: error }, "connections could not be exported");
      return refuse(request, 503, "unavailable");
    }
  });
}

const NOT_KEPT = { "Cache-Control": "no-store" };

/** What is asked for; null when that is not clear: rather nothing than other connections than were meant. */
function parseQuery(query: URLSearchParams) {
  const names = connectionFilterSchema.keyof().options;
  if (["format", ...names].some((name) => query.getAll(name).length > 1)) return null;
  const format = formatSchema.safeParse(query.get("format"));
  const ids = idsSchema.safeParse(query.getAll("ids"));
  const filter = connectionFilterSchema.safeParse(
    Object.fromEntries(names.map((name) => [name, query.get(name) || null])),
  );
  if (!format.success || !ids.success || !filter.success) return null;
  return { format: format.data, connections: ids.data.length > 0 ? [...new Set(ids.data)] : filter.data };
}

async function refuse(request: Request, status: 400 | 503, code: "malformed" | "unavailable"): Promise<Response> {
  const t = await getTranslations("admin.connections.export");
  return refuseDownload(request, { status, code, message: t(code) });
}
