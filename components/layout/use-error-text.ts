"use client";

import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from "next/navigation";
import { useTranslations } from "next-intl";

/** What an error page says. `needsReload`: only a fresh page helps. */
type ErrorText = { title: string; body: string; needsReload: boolean };

/**
 * Gives the text for an error that broke a page. Only an error that the server logged has a digest. Without one, the
 * server refused the request before any page saw it, no longer knows the form, or was never asked.
 */
export function useErrorText(error: Error & { digest?: string }): ErrorText {
  const t = useTranslations("errors");
  // Next's type guard would make the error `never` for the rest.
  const isFormUnknown: boolean = isUnrecognizedActionError(error);
  if (isFormUnknown) return { title: t("updatedTitle"), body: t("updated"), needsReload: true };
  if (error.digest) return { title: t("title"), body: t("body"), needsReload: false };
  // Next's client makes the text of a refusal the error's message (lib/http/proxy/refusal.ts).
  const [, text] = /^(.+) \(\w+\)\n$/.exec(error.message) ?? [];
  if (text) return { title: t("refused.title"), body: text, needsReload: true };
  return { title: t("unreachableTitle"), body: t("unreachable"), needsReload: false };
}
