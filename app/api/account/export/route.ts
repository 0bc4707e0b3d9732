import { getTranslations } from "next-intl/server";
import { beginDownload } from "@/lib/account/export/download";
import { requireReader } from "@/lib/auth/members/require";
import { exportHandler } from "@/lib/export/handler";
import { refuseDownload } from "@/lib/http/refuse-download";

/** Downloads all data of the user's merchant as a JSON file. */
export const GET = exportHandler(
  () => requireReader("/settings"),
  async () => null,
  async (user, _nothing, request) => {
    const content = await beginDownload(user);
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
