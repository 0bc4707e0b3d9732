import { env } from "@/lib/env";

/**
 * Sends the browser on after a return from ReceiptHero: to an address of ours without what came in the query, which no
 * cache keeps and no other site hears of.
 * @param path a path of the application
 */
export function seeOther(path: string): Response {
  return new Response(null, {
    status: 303,
    headers: {
      Location: new URL(path, env().APP_URL).href,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
    },
  });
}
