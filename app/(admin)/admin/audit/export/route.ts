import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { exportAuditEvents } from "@/lib/audit/export";
import { auditFilterSchema } from "@/lib/audit/filter";
import { auditFormats } from "@/lib/audit/formats";
import { proofBeforeDownload } from "@/lib/auth/proof/download";
import { withRequestLog } from "@/lib/auth/request-log";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { attachment } from "@/lib/http/content-disposition";
import { refuseChange } from "@/lib/http/refuse-change";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { log } from "@/lib/log";

const querySchema = auditFilterSchema.extend({ format: z.enum(auditFormats) });

const CSV = "text/csv; charset=utf-8";
const TYPES = { csv: CSV, "csv-semicolon": CSV, ndjson: "application/x-ndjson; charset=utf-8" };

/** The download of the part of the audit log that a filter matches. For staff. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await requireStaff(`/admin/audit${new URL(request.url).search}`);
      const query = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
      if (!query.success) return refuse(Object.keys(z.flattenError(query.error).fieldErrors));
      const refusal =
        refuseCrossSite(request) ?? (await proofBeforeDownload(user, request)) ?? (await refuseChange(user));
      if (refusal) return refusal;
      const { format, ...filter } = query.data;
      return new Response(await exportAuditEvents(user, filter, format), {
        headers: {
          "Content-Type": TYPES[format],
          ...attachment(
            "audit-log",
            format,
            Object.values(filter).every((value) => value === null),
          ),
          "Cache-Control": "no-store",
        },
      });
    } catch (error) {
      unstable_rethrow(error);
      log.error({ err: error }, "the audit log could not be exported");
      return Response.json({ error: "storage_unavailable" }, { status: 503, headers: { "Cache-Control": "no-store" } });
    }
  });
}

function refuse(fields: string[]): Response {
  const message = `Not understood: ${fields.join(", ")}. Nothing was exported.`;
  return Response.json(
    { error: "invalid_filter", fields, message },
    { status: 400, headers: { "Cache-Control": "no-store" } },
  );
}
