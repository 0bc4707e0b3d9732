import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { beginDownload } from "@/lib/account/export/begin";
import { findReader } from "@/lib/auth/members/find-reader";
import { requireUserFrom } from "@/lib/auth/sessions/current-user";
import { exportHandler } from "@/lib/export/handler";
import { businessPath } from "@/lib/http/paths";
import { refuseDownload } from "@/lib/http/refuse-download";

type Context = RouteContext<"/businesses/[merchantId]/export">;

/** Downloads all data of a business as a JSON file. */
export const GET = exportHandler(
  async (_request, { params }: Context) => {
    const { merchantId } = await params;
    const user = await requireUserFrom(`${businessPath(merchantId)}/settings`);
    return (await findReader(user, merchantId)) ?? notFound();
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
