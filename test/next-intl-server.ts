import { createFormatter, createTranslator } from "next-intl";
import { configOf } from "@/lib/i18n/of-locale";
import type messages from "@/messages/en";

// Replaces "next-intl/server", which asks Next for the request's language. It returns the same texts without a request.
export async function getTranslations(namespace: keyof typeof messages) {
  return createTranslator({ ...configOf("en"), namespace });
}

export async function getFormatter() {
  return createFormatter(configOf("en"));
}

export async function getLocale() {
  return "en-GB";
}
