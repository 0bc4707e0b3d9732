import { readdir, readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type pg from "pg";

// Node imports WebAssembly modules natively, but prints one warning about it. It would be the first line that a
// newcomer reads, so it is suppressed.
const emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes("Importing WebAssembly")) Reflect.apply(emitWarning, process, [warning, ...rest]);
};
const { SchemaEngine } = await import("@prisma/schema-engine-wasm");

const schemaFolder = new URL("./schema/", import.meta.url);

/** Tells Prisma that no tables are managed externally. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Opens Prisma's schema engine, compiled to WebAssembly, on a database (docs/decisions/0003-migrations.md).
 * @param pool belongs to the caller, who must end it: freeing the engine leaves connections open, and the locks that
 * they hold
 * @param use receives the engine, which is freed afterwards
 */
export async function withSchemaEngine<T>(pool: pg.Pool, use: (engine: Engine) => Promise<T>): Promise<T> {
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
  const files = await readSchema();
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
  }
}

/**
 * Prisma's adapter splits a script at every semicolon, even within a function's body, and runs the pieces separately.
 * Sent whole, the script is parsed by PostgreSQL, and a migration that fails halfway is rolled back.
 */
class WholeScripts extends PrismaPg {
  override async connect() {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      await connection.underlyingDriver().query(script);
    };
    return connection;
  }
}

type Engine = Awaited<ReturnType<typeof SchemaEngine.new>>;

/** The files of prisma/schema. */
export async function readSchema(): Promise<{ path: string; content: string }[]> {
  const names = (await readdir(schemaFolder)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (path) => ({ path, content: await readFile(new URL(path, schemaFolder), "utf8") })),
  );
}
