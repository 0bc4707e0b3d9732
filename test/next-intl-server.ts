import { createFormatter, createTranslator } from "next-intl";
import { formats } from "@/lib/i18n/formats";
import messages from "@/messages/en";

// Replaces "next-intl/server", which asks Next for the request's language. It returns the same texts without a request.
export async function getTranslations(namespace: keyof typeof messages) {
  return createTranslator({ locale: "en-GB", messages, namespace });
}

export async function getFormatter() {
  return createFormatter({ locale: "en-GB", formats, timeZone: "Europe/Helsinki" });
}

export async function getLocale() {
  return "en-GB";
}
