import { z } from "zod";
import { explanations } from "./explanations.ts";
import { secureOrigins } from "./formats.ts";

/** The API of the partner's own systems: its limits, tokens and return URLs. */
export const apiSettings = {
  API_RATE_LIMIT: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is less than one request")
    .max(100_000, "is more than 100,000 requests")
    .default(50)
    .register(explanations, {
      description:
        "How many requests an API key may make in a second, on all servers together. Further requests get HTTP 429.",
      unset: "`50`",
      example: "50",
    }),
  API_TOKEN_ACCESS: z.enum(["off", "on"], "is neither off nor on").default("off").register(explanations, {
    description:
      "Whether an API key with the permission `tokens:read` may read access tokens, so that your own code can call ReceiptHero with them: `off` or `on`. Each read is in the audit log.",
    unset: "`off`",
    example: "on",
  }),
  EVENT_RETENTION_DAYS: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is less than a day")
    .max(365, "is more than a year")
    .default(30)
    .register(explanations, {
      description:
        "How many days the data of an event and the answers of webhook endpoints are kept. So long an event can be listed and delivered again.",
      unset: "`30`",
      example: "30",
    }),
  WEBHOOK_ALLOW_PRIVATE: z.enum(["off", "on"], "is neither off nor on").default("off").register(explanations, {
    description:
      "Whether webhook endpoints may be in your private network: `off` or `on`. If on, an admin or an API key that creates an endpoint can make this server call internal addresses. On a server whose `APP_URL` is this machine, endpoints on this machine may then use http as well.",
    unset: "`off`",
    example: "on",
  }),
  CONNECT_RETURN_ORIGINS: secureOrigins.prefault("").register(explanations, {
    description:
      "The origins of your own site to which a browser may return after a connect session, comma separated. A session with another `return_url` is refused.",
    unset: "every `return_url` is refused",
    example: "https://app.example.com",
  }),
};
