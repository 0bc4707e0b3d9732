import type { OwnTexts } from "@/lib/brand/brand";
import { requestLocale } from "@/lib/i18n/request-locale";

/** The partner's welcome in the language of the page, if there is one. */
export async function Welcome({ texts }: { texts: OwnTexts }) {
  const text = texts[await requestLocale()];
  return text && <p className="wrap-anywhere mt-3">{text}</p>;
}
