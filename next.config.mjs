import { existsSync, globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  // Next's server and the packages that it needs, in one folder (tools/stack/parts/artefact.ts).
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  // Next resizes no images for us, and sharp is the one package with code for a single kind of processor.
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  poweredByHeader: false,
  // proxy.ts redirects. Next would also redirect the webhook, and ReceiptHero would not follow.
  skipTrailingSlashRedirect: true,
  // The same for every build of the same source (tools/stack/parts/build.ts). With null, Next invents one.
  // lib/build.ts reads it.
  env: { BUILD_FACTS: JSON.stringify({ routes: routes(), newestMigration: newestMigration() }) },
  generateBuildId: () => process.env.SOURCE_FINGERPRINT ?? null,
  // If a folder above has a lock file, Next would use it as the project, and name everything differently.
  turbopack: {
    root: import.meta.dirname,
    // The build parses the texts, and what formats them knows no other form.
    rules: {
      "*.json": {
        condition: { path: /(^|\/)messages\/.*\.json$/ },
        loaders: ["./lib/i18n/compile-texts.mjs"],
        as: "*.js",
      },
      "*.ts": { condition: { path: /(^|\/)messages\/\w+\/index\.ts$/ }, loaders: ["./lib/i18n/import-texts.mjs"] },
    },
    resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" },
  },
  // `next dev` would log the callback's URL, and the code in it.
  logging: { incomingRequests: false },
  images: { unoptimized: true },
  typedRoutes: true,
  // Next keeps this much of each body in memory while proxy.ts decides, and cuts off the rest. A larger body of the API
  // and a smaller form are refused (lib/http/proxy/), so nothing that is cut is ever read. The webhook does not pass
  // through proxy.ts.
  experimental: {
    proxyClientMaxBodySize: 256 * 1024,
    // A route is loaded when it is first asked for, and not all of them at the start.
    preloadEntriesOnStart: false,
    // Writing the cache took 15 to 33 % of a build. The first build of a checkout is often the only one.
    turbopackFileSystemCacheForBuild: existsSync(join(import.meta.dirname, "dist")),
  },
  // `npm test` checks the types separately, so a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@prisma/instrumentation",
    "@react-email/render",
    "graphile-worker",
    "nodemailer",
    "pg",
    "pino",
    "prom-client",
    "rate-limiter-flexible",
  ],
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

/** The routes of app/, as Next writes them: without the folders in brackets, which only group. */
function routes() {
  const files = globSync("app/**/{page,route}.{ts,tsx}");
  return files.map((file) => file.replace(/^app|\/\([^)]*\)|\/(?:page|route)\.tsx?$/g, "") || "/").sort();
}

function newestMigration() {
  const [newest = ""] = globSync("prisma/migrations/*/migration.sql").sort().reverse();
  return basename(dirname(newest));
}

const withTexts = createNextIntlPlugin({
  requestConfig: "./lib/i18n/request.ts",
  // Generates the types of the texts' arguments, by `next typegen`, `build` and `dev`.
  experimental: { createMessagesDeclaration: globSync("./messages/en/**/*.json") },
});

export default withTexts(config);
