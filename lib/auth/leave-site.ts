import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { currentBrowser, rememberBrowser } from "@/lib/auth/browser";
import { seal, unseal } from "@/lib/crypto/seal";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { checkedRoute } from "@/lib/http/paths";

/** The page that leads to another site. */
const PAGE = "/leaving";

const rowOf = (browser: string) => `leaving ${browser}`;

/**
 * Sends the browser from an action to another site. With JavaScript it goes there directly. Without, the browser
 * submits a form and follows a redirect. Chrome checks the policy `form-action` along all redirects, and we do not know
 * all of their hosts. So the browser first gets a page of ours, and continues by a link or a refresh.
 * @param url an absolute URL, such as that of the consent page
 */
export async function leaveSite(url: string): Promise<never> {
  const isScripted = (await headers()).has("next-action");
  if (isScripted || new URL(url).origin === env().APP_URL) redirect(checkedRoute(url));
  // Sealed for this browser, so the page is not an open redirect.
  redirect(`${PAGE}?${new URLSearchParams({ to: seal(url, rowOf(await rememberBrowser())) })}`);
}

/**
 * The URL to which `leaveSite` sent this browser, or null.
 * @param sealed from a query, so it is untrusted
 */
export async function readDestination(sealed: unknown): Promise<URL | null> {
  const browser = await currentBrowser();
  if (typeof sealed !== "string" || !browser) return null;
  try {
    return new URL(unseal(sealed, rowOf(browser)));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
