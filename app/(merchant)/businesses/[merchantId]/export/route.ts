import { getTranslations } from "next-intl/server";
import { beginDownload } from "@/lib/account/export/begin";
import { requireReaderFrom } from "@/lib/auth/members/require";
import { exportHandler } from "@/lib/export/handler";
import { businessPath } from "@/lib/http/paths";
import { refuseDownload } from "@/lib/http/refuse-download";

type Context = RouteContext<"/businesses/[merchantId]/export">;

/** Downloads all data of a business as a JSON file. */
export const GET = exportHandler(
  async (_request, { params }: Context) => {
    const { merchantId } = await params;
    return requireReaderFrom(`${businessPath(merchantId)}/settings`, merchantId);
  },
  async () => null,
  async (reader, _nothing, request) => {
    const content = await beginDownload(reader);
    return content
      ? { content, name: "receipthero-account.json", type: "application/json; charset=utf-8" }
      : refuseSecond(request);
  },
);

async function refuseSecond(request: Request): Promise<Response> {
  const t = await getTranslations("settings.data");
  const message = t("downloadRunning");
  return refuseDownload(request, { code: "download_running", message, retryAfterSeconds: 60 });
}
