import type { AppFormats } from "@/lib/i18n/formats";
import type { LanguageTag } from "@/lib/i18n/locales";
import type { Messages } from "@/lib/i18n/messages";

declare module "next-intl" {
  interface AppConfig {
    Locale: LanguageTag;
    Messages: Messages;
    Formats: AppFormats;
  }
}
