import { getRequestConfig } from "next-intl/server";
import messages from "@/messages/en.json";

/** What next-intl shows: English for now. Dates are in the server's time zone, the environment's `TZ`. */
export default getRequestConfig(async () => ({
  locale: "en",
  messages,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}));
