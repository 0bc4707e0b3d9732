import "server-only";
import { getTranslations } from "next-intl/server";
import { refuseDownload } from "@/lib/http/refuse-download";

/** The response of a handler that could not do its work, for example because the database does not answer. */
export async function unavailable(request: Request): Promise<Response> {
  const t = await getTranslations("refused");
  return refuseDownload(request, { code: "storage_unavailable", message: t("unavailable") });
}
