import { requireReaderOfConnectionFrom } from "@/lib/auth/members/require";
import { exportHandler } from "@/lib/export/handler";
import { merchantConnectionPath } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { merchantTimeZone } from "@/lib/i18n/request-locale";
import { dayIn } from "@/lib/i18n/time-zones";
import { beginArchive } from "@/lib/receipts/archive/begin";
import { isFileFormat } from "@/lib/receipts/file-formats";
import { filterParams, readReceiptFilter } from "@/lib/receipts/filter";

type Context = RouteContext<"/connections/[receiptheroId]/receipts.zip">;

/**
 * Downloads the ready receipts of a connection that match the filter of its list, as a ZIP file. If there is no file,
 * redirects to the list, which states the reason.
 */
export const GET = exportHandler(
  async ({ url }, { params }: Context) => {
    const { receiptheroId } = await params;
    return requireReaderOfConnectionFrom(`${listPath(receiptheroId)}${new URL(url).search}`, receiptheroId);
  },
  async (_user, request, context) => read(request, context),
  async (user, { receiptheroId, filter, format, list }, { signal }) => {
    const content = await beginArchive(user, receiptheroId, filter, format, signal);
    if (typeof content === "string") return seeOther(list({ archive: content }));
    return { content, name: `receipts-${dayIn(new Date(), filter.zone)}.zip`, type: "application/zip" };
  },
);

const listPath = (receiptheroId: string) => `${merchantConnectionPath(receiptheroId)}/receipts` as const;

async function read(request: Request, { params }: Context) {
  const { receiptheroId } = await params;
  const query = new URL(request.url).searchParams;
  const filter = readReceiptFilter(Object.fromEntries(query), await merchantTimeZone());
  const format = query.get("format");
  return {
    receiptheroId,
    filter,
    format: isFileFormat(format) ? format : "pdf",
    /** The list with this filter, and with other parameters. */
    list: (more: Record<string, string> = {}) =>
      `${listPath(receiptheroId)}?${new URLSearchParams({ ...filterParams(filter), ...more })}` as const,
  } as const;
}
