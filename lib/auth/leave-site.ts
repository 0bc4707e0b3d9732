import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { currentBrowser, rememberBrowser } from "@/lib/auth/browser";
import { seal, unseal } from "@/lib/crypto/seal";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The page that leads on to another site. */
const PAGE = "/leaving";

const rowOf = (browser: string) => `leaving ${browser}`;

/**
 * Sends the browser from an action to another site. With script it goes there directly. Without, it is a form whose
 * answer would be a redirect, and Chrome checks the policy `form-action` along the whole chain of redirects, of which no
 * setting knows every host: the browser gets a page of ours first, and goes on from there by a link or a refresh.
 * @param url an absolute address, such as of the consent page
 */
export async function leaveSite(url: string): Promise<never> {
  const isScripted = (await headers()).has("next-action");
  if (isScripted || new URL(url).origin === env().APP_URL) redirect(url);
  // Sealed for this browser: the page leads nowhere that we did not send this browser to.
  redirect(`${PAGE}?${new URLSearchParams({ to: seal(url, rowOf(await rememberBrowser())) })}`);
}

/**
 * The address that `leaveSite` sent this browser to, or null.
 * @param sealed from a query, so anything at all
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
