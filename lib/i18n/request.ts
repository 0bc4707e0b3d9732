import { getRequestConfig } from "next-intl/server";
import { formats } from "@/lib/i18n/formats";
import messages from "@/messages/en";

/**
 * The configuration of next-intl: English for now, with European dates. Times are in the server's time zone, which is
 * the environment's `TZ`; for staff they are in UTC.
 */
export default getRequestConfig(async () => ({
  locale: "en-GB",
  messages,
  formats,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}));
