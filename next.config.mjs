import { globSync } from "node:fs";
import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // proxy.ts redirects. Next would also redirect the webhook, and ReceiptHero would not follow.
  skipTrailingSlashRedirect: true,
  // The same for every build of the same source (tools/stack/parts/build.ts); null: Next invents one.
  generateBuildId: () => process.env.SOURCE_FINGERPRINT ?? null,
  // Next would take a folder above for the project when a lock file lies there, and name everything differently.
  turbopack: { root: import.meta.dirname },
  // `next dev` would log the callback's address, and the code in it.
  logging: { incomingRequests: false },
  images: { unoptimized: true },
  typedRoutes: true,
  // Next keeps this much of each body in memory while proxy.ts decides, and cuts off the rest. A larger form is refused
  // (lib/http/proxy/refuse-post.ts), so nothing that is cut is ever read. The webhook does not pass through proxy.ts.
  experimental: { proxyClientMaxBodySize: 64 * 1024 },
  // `npm test` checks the types by themselves; a build need not do so again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["graphile-worker", "nodemailer", "pg", "pino", "rate-limiter-flexible"],
  // Everything else gets its headers from proxy.ts, which does not run for the build's files.
  headers: async () => [
    {
      source: "/_next/static/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
      ],
    },
  ],
};

const withTexts = createNextIntlPlugin({
  requestConfig: "./lib/i18n/request.ts",
  // The types of the texts' arguments, written by `next typegen`, `build` and `dev`.
  experimental: { createMessagesDeclaration: globSync("./messages/en/**/*.json") },
});

export default withTexts(config);
