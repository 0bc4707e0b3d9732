import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { exportAuditEvents } from "@/lib/audit/export";
import { auditFilterSchema } from "@/lib/audit/filter";
import { requireStaffFrom } from "@/lib/auth/sessions/current-user";
import { exportFileName } from "@/lib/export/file-name";
import { contentType, exportFormats } from "@/lib/export/formats";
import { exportHandler } from "@/lib/export/handler";
import { translatedName } from "@/lib/export/translated-name";
import { refuseDownload } from "@/lib/http/refuse-download";

const querySchema = auditFilterSchema.extend({ format: z.enum(exportFormats) });

/** Downloads the part of the audit log that matches a filter. For staff. */
export const GET = exportHandler(
  ({ url }) => requireStaffFrom(`/admin/audit${new URL(url).search}`),
  async (_staff, request) => {
    const { data, error } = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    return data ?? refuse(request, Object.keys(z.flattenError(error).fieldErrors));
  },
  async (staff, { format, ...filter }) => ({
    content: await exportAuditEvents(staff, filter, format, await translatedName()),
    name: exportFileName(
      "audit-log",
      format,
      Object.values(filter).every((value) => value === null),
    ),
    type: contentType(format),
  }),
);

async function refuse(request: Request, fields: string[]): Promise<Response> {
  const t = await getTranslations("admin.audit");
  const message = t("invalidFilter", { fields: fields.join(", ") });
  return refuseDownload(request, { code: "invalid_filter", message, more: { fields } });
}
