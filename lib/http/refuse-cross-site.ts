import "server-only";
import { getTranslations } from "next-intl/server";
import { refuseDownload } from "@/lib/http/refuse-download";

/** The accepted values of Sec-Fetch-Site: from our own pages, or from the user (a typed URL or a bookmark). */
const OWN = ["same-origin", "none"];

/**
 * Refuses a download that a page of another origin caused, including one on a sibling subdomain. The browser would send
 * the session cookie, so the download would run, be logged and be counted, although the user did not ask for it. Call it
 * before anything else: whether the user is signed in and may download is not for the other site to learn. Older browsers
 * and programs do not send this header, and are accepted.
 */
export async function refuseCrossSite(request: Request): Promise<Response | null> {
  const site = request.headers.get("sec-fetch-site");
  if (site === null || OWN.includes(site)) return null;
  const t = await getTranslations("refused");
  return refuseDownload(request, { code: "cross_site", message: t("crossSite") });
}
