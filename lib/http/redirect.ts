import type { Route } from "next";
import { env } from "@/lib/env";

/**
 * Redirects the browser after it returns from ReceiptHero. The new URL drops the query, so no cache stores it and no
 * other site sees it as the referrer.
 * @param path a path of the application
 */
export function seeOther<T extends string>(path: Route<T>): Response {
  return new Response(null, {
    status: 303,
    headers: {
      Location: new URL(path, env().APP_URL).href,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
    },
  });
}
