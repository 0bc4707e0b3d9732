import { defineConfig } from "prisma/config";

// The schema engine is a binary that Prisma downloads, and this project does without it: migrations run on the same
// engine as WebAssembly (prisma/migrate.ts). `prisma generate` only checks that a binary exists, so any will do.
// Never run `prisma migrate` with it: it would exit 0 and apply nothing.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
});
