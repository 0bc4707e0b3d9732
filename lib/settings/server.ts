import { isIP } from "node:net";
import { z } from "zod";
import { explanations } from "./explanations.ts";
import { baseUrl, networks, OWN_NETWORKS, secureOrigin } from "./formats.ts";

/** Where the server listens, how clients reach it, and what it does. */
export const serverSettings = {
  PORT: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is not a port")
    .max(65535, "is not a port")
    .default(3000)
    .register(explanations, {
      description: "The port that the server listens on.",
      unset: "`3000`",
      example: "3000",
    }),
  APP_URL: secureOrigin.register(explanations, {
    description:
      "The URL at which browsers reach the server: scheme, host and port, without a path. It must be https, unless the host is this machine. All absolute URLs are made from it, and none from the Host header.",
    unset: "`http://localhost:$PORT` while everything is embedded, otherwise required",
    example: "https://connect.example.com",
  }),
  HOST: z
    .string()
    .refine(
      (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value),
      "is no address and no host name",
    )
    .optional()
    .register(explanations, {
      description: "The IP address that the server listens on.",
      unset: "loopback while the host of `APP_URL` is loopback, otherwise all addresses of the machine",
      example: "0.0.0.0",
    }),
  KEEP_ALIVE_TIMEOUT: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1_000, "is less than a second (it is in milliseconds)")
    .max(3_600_000, "is more than an hour (it is in milliseconds)")
    .default(75_000)
    .register(explanations, {
      description:
        "How long an idle connection stays open, in milliseconds. Choose a longer time than the idle timeout of the proxy or load balancer in front. Otherwise it occasionally responds with 502.",
      unset: "`75000`",
      example: "75000",
    }),
  ROLE: z.enum(["all", "web", "worker"], "is none of all, web and worker").default("all").register(explanations, {
    description:
      "The work of this server. `web` serves and runs no background jobs, such as retrying a disconnect that ReceiptHero has not confirmed. `worker` runs them, and serves nothing but `/api/health`, `/api/ready` and `/metrics`. `all` does both. Any number of servers may have each role, and at least one must run the jobs.",
    unset: "`all`",
    example: "web",
  }),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{24,}$/, "needs 24 characters or more, and no space")
    .optional()
    .register(explanations, {
      description:
        "The bearer token with which Prometheus reads `GET /metrics`. Create one with `openssl rand -hex 24`.",
      unset: "there are no metrics: `/metrics` responds with 404",
      source: "the output of: openssl rand -hex 24",
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional().register(explanations, {
    description:
      "The OpenTelemetry collector that gets the traces, over HTTP and without `/v1/traces`. `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` work as OpenTelemetry defines them.",
    unset: "there are no traces",
    example: "http://localhost:4318",
  }),
  TRUSTED_PROXIES: networks.prefault(OWN_NETWORKS).register(explanations, {
    description:
      "The proxies in front of this server: IP addresses and networks, comma separated. The client is the rightmost address of `X-Forwarded-For` that is not one of them. Set it if clients have private addresses, or if a proxy has a public one.",
    unset: "loopback, link-local and private addresses",
    example: "127.0.0.0/8,203.0.113.7",
  }),
};
