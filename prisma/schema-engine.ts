import { readdir, readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type pg from "pg";

// Node imports WebAssembly modules natively, and warns about it once. The warning would be the first thing that a
// newcomer reads, so this one alone is not passed on.
const emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes("Importing WebAssembly")) Reflect.apply(emitWarning, process, [warning, ...rest]);
};
const { SchemaEngine } = await import("@prisma/schema-engine-wasm");

const schemaFolder = new URL("./schema/", import.meta.url);

/** Prisma's "no tables are managed by somebody else". */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Opens Prisma's schema engine, compiled to WebAssembly, on a database (docs/decisions/0003-migrations.md).
 * @param pool the caller's, because freeing the engine leaves its connections open, and a lock that one of them holds:
 *   the caller ends them
 * @param use gets the engine, which is freed afterwards
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
 * Prisma's adapter cuts a script at every semicolon, also within a function's body, and runs each piece by itself. Sent
 * whole, PostgreSQL finds the statements, and a migration that fails halfway leaves nothing behind.
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
