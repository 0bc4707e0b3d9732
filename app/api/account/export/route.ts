import { getTranslations } from "next-intl/server";
import { beginDownload } from "@/lib/account/export/download";
import { proofBeforeDownload } from "@/lib/auth/proof/download";
import { withRequestLog } from "@/lib/auth/request-log";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { seeOther } from "@/lib/http/redirect";
import { refuseChange } from "@/lib/http/refuse-change";
import { refuseCrossSite } from "@/lib/http/refuse-cross-site";
import { refuseDownload } from "@/lib/http/refuse-download";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";
import { isMerchantUser } from "@/lib/principal";

/** Downloads all data of the user's merchant as a JSON file. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      const user = await currentUser();
      if (!user) return seeOther(signInPath("/settings"));
      if (!isMerchantUser(user)) return seeOther("/welcome");
      const refusal =
        (await refuseCrossSite(request)) ??
        (await proofBeforeDownload(user, request)) ??
        (await refuseChange(user, request));
      if (refusal) return refusal;
      const content = await beginDownload(user);
      return content ? attachment(content) : refuseSecond(request);
    } catch (error) {
      log.error({ err: error }, "an account could not be exported");
      return unavailable(request);
    }
  });
}

function attachment(content: ReadableStream<Uint8Array>): Response {
  return new Response(content, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": 'attachment; filename="receipthero-account.json"',
      "Cache-Control": "no-store",
    },
  });
}

async function refuseSecond(request: Request): Promise<Response> {
  const t = await getTranslations("settings.data");
  const message = t("downloadRunning");
  return refuseDownload(request, { code: "download_running", message, retryAfterSeconds: 60 });
}
