import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requireStaffFrom } from "@/lib/auth/sessions/current-user";
import { beginConnectionExport } from "@/lib/connections/export/export";
import { filterEntries } from "@/lib/connections/search/filter";
import { readSelection } from "@/lib/connections/selection";
import { exportFileName } from "@/lib/export/file-name";
import { contentType, exportFormats } from "@/lib/export/formats";
import { exportHandler } from "@/lib/export/handler";
import { translatedName } from "@/lib/export/translated-name";
import { refuseDownload } from "@/lib/http/refuse-download";

/** The format, which must appear once in the query. */
const formatSchema = z.tuple([z.enum(exportFormats)]);

/** Downloads the connections that match a filter, or that were picked (`ids`). For staff. */
export const GET = exportHandler(
  ({ url }) => requireStaffFrom(`/admin/connections${new URL(url).search}`),
  async (_staff, request) => {
    const query = new URL(request.url).searchParams;
    const [format] = formatSchema.safeParse(query.getAll("format")).data ?? [];
    const selection = readSelection(query, false);
    return format && typeof selection !== "string" ? { format, selection } : refuse(request);
  },
  async (staff, { format, selection }) => {
    const isAll = "filter" in selection && filterEntries(selection.filter).length === 0;
    return {
      content: await beginConnectionExport(staff, format, await translatedName(), selection),
      name: exportFileName("connections", format, isAll),
      type: contentType(format),
    };
  },
);

async function refuse(request: Request): Promise<Response> {
  const t = await getTranslations("admin.connections.export");
  return refuseDownload(request, { code: "malformed", message: t("malformed") });
}
