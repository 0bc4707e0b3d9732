import "server-only";
import { getTranslations } from "next-intl/server";
import { refuseDownload } from "@/lib/http/refuse-download";

/** Where a request may come from: our own pages, and the person (an address that was typed, or a bookmark). */
const OWN = ["same-origin", "none"];

/**
 * Refuses a request for a download that another page sends the browser to, also a page of a neighbour such as another
 * subdomain: the session's cookie comes along, and the download would be made, logged and counted although nobody here
 * asked for it. Older browsers and programs do not say where a request comes from.
 */
export async function refuseCrossSite(request: Request): Promise<Response | null> {
  const site = request.headers.get("sec-fetch-site");
  if (site === null || OWN.includes(site)) return null;
  const t = await getTranslations("errors");
  return refuseDownload(request, { status: 403, code: "cross_site", message: t("crossSite") });
}
