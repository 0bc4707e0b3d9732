"use client";

import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from "next/navigation";
import { useTranslations } from "next-intl";

/** The text of an error page. `needsReload`: only reloading the page helps. `isUnreachable`: the server may have been down. */
type ErrorText = { title: string; body: string; needsReload: boolean; isUnreachable: boolean };

/**
 * Returns the text for an error that broke a page. Only an error that the server logged has a digest. Without a digest,
 * proxy.ts refused the request, the server no longer knows the form, or the request never reached it.
 */
export function useErrorText(error: Error & { digest?: string }): ErrorText {
  const t = useTranslations("errors");
  // Without the annotation, Next's type guard would narrow the error to `never` below.
  const isFormUnknown: boolean = isUnrecognizedActionError(error);
  if (isFormUnknown) return { title: t("updatedTitle"), body: t("updated"), needsReload: true, isUnreachable: false };
  if (error.digest) return { title: t("title"), body: t("body"), needsReload: false, isUnreachable: false };
  // Next's client uses the response's text as the error's message (lib/http/proxy/refusal.ts).
  const [, text] = /^(.+) \(\w+\)\n$/.exec(error.message) ?? [];
  if (text) return { title: t("refusedTitle"), body: text, needsReload: true, isUnreachable: false };
  return { title: t("unreachableTitle"), body: t("unreachable"), needsReload: false, isUnreachable: true };
}
