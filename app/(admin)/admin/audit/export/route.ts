import { unstable_rethrow } from "next/navigation";
import { getTranslations } from "next-intl/server";
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
import { refuseDownload } from "@/lib/http/refuse-download";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";

const querySchema = auditFilterSchema.extend({ format: z.enum(auditFormats) });

const CSV = "text/csv; charset=utf-8";
const TYPES = { csv: CSV, "csv-semicolon": CSV, ndjson: "application/x-ndjson; charset=utf-8" };

/** Downloads the part of the audit log that matches a filter. For staff. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const staff = await requireStaff(`/admin/audit${new URL(request.url).search}`);
      const query = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
      if (!query.success) return refuse(request, Object.keys(z.flattenError(query.error).fieldErrors));
      const refusal =
        (await refuseCrossSite(request)) ??
        (await proofBeforeDownload(staff, request)) ??
        (await refuseChange(staff, request));
      if (refusal) return refusal;
      const { format, ...filter } = query.data;
      return new Response(await exportAuditEvents(staff, filter, format), {
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
      return unavailable(request);
    }
  });
}

async function refuse(request: Request, fields: string[]): Promise<Response> {
  const t = await getTranslations("admin.audit");
  const message = t("invalidFilter", { fields: fields.join(", ") });
  return refuseDownload(request, { code: "invalid_filter", message, more: { fields } });
}
