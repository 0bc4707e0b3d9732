import { getRequestConfig } from "next-intl/server";
import { formats } from "@/lib/i18n/formats";
import messages from "@/messages/en.json";

/**
 * What next-intl shows: English for now, with dates as Europe writes them. Times are in the server's time zone, which
 * is the environment's `TZ`, and in UTC for the staff.
 */
export default getRequestConfig(async () => ({
  locale: "en-GB",
  messages,
  formats,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}));
