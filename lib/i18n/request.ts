import { getRequestConfig } from "next-intl/server";
import messages from "@/messages/en.json";

/**
 * What next-intl shows: English for now, with dates as Europe writes them. Times are in the server's time zone, which
 * is the environment's `TZ`.
 */
export default getRequestConfig(async () => ({
  locale: "en-GB",
  messages,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}));
