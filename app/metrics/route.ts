import { scrape } from "@/lib/metrics/scrape";
import { findScraper, hasMetrics } from "@/lib/metrics/scraper";

/** The metrics for Prometheus. 404 without METRICS_TOKEN, and 401 for everyone who does not send it. */
export async function GET(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "no-store" };
  if (!hasMetrics()) return new Response(null, { status: 404, headers });
  const scraper = findScraper(request.headers.get("authorization"));
  if (!scraper) return new Response(null, { status: 401, headers: { ...headers, "WWW-Authenticate": "Bearer" } });
  const { body, contentType } = await scrape(scraper);
  return new Response(body, { headers: { ...headers, "Content-Type": contentType } });
}
