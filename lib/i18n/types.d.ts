import type { formats } from "@/lib/i18n/formats";
import type messages from "@/messages/en";

declare module "next-intl" {
  interface AppConfig {
    Locale: "en-GB";
    Messages: typeof messages;
    Formats: typeof formats;
  }
}
