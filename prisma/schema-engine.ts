import { readdir, readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";

// Node imports WebAssembly modules natively, but prints one warning about it. It would be the first line that a
// newcomer reads, so it is suppressed.
const emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes("Importing WebAssembly")) Reflect.apply(emitWarning, process, [warning, ...rest]);
};
const { SchemaEngine } = await import("@prisma/schema-engine-wasm");

const schemaFolder = new URL("./schema/", import.meta.url);

/** A script with this word is no transaction: what it did before it failed stays. */
export const WITHOUT_LOCK = "CONCURRENTLY";

/** SQLSTATE deadlock_detected, and lock_not_available. */
const LOCKED = ["40P01", "55P03"];

/** A script that commits its steps goes on where it was, when it runs again. */
export const IN_STEPS = "COMMIT;";

/** How often a script is tried that the locks of running servers end. */
const TRIES = 10;

/** Tells Prisma that no tables are managed externally. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Opens Prisma's schema engine, compiled to WebAssembly, on a database (docs/decisions/0003-migrations.md).
 * @param pool belongs to the caller, who must end it: freeing the engine leaves connections open, and the locks that
 * they hold
 * @param use receives the engine, which is freed afterwards
 * @throws what the engine throws, with what PostgreSQL said about the script that it refused
 */
export async function withSchemaEngine<T>(pool: pg.Pool, use: (engine: Engine) => Promise<T>): Promise<T> {
  const scripts = new WholeScripts(pool);
  const adapter = bindMigrationAwareSqlAdapterFactory(scripts);
  const files = await readSchema();
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter);
  try {
    return await use(engine);
  } catch (error) {
    // The engine calls it an external error, and says no more.
    if (!scripts.refusal || !(error instanceof Error)) throw error;
    throw new Error(`${error.message.trim()}\n${scripts.refusal.message}`, { cause: error });
  } finally {
    engine.free();
  }
}

/**
 * Prisma's adapter splits a script at every semicolon, even within a function's body, and runs the pieces separately.
 * Sent whole, the script is parsed by PostgreSQL, and a migration that fails halfway is rolled back.
 */
class WholeScripts extends PrismaPg {
  /** The error with which PostgreSQL refused a script. */
  refusal: Error | null = null;

  override async connect() {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      try {
        await insist(() => connection.underlyingDriver().query(script), script);
      } catch (error) {
        if (error instanceof Error) this.refusal = error;
        throw error;
      }
    };
    return connection;
  }
}

/**
 * Runs a script again when it met a deadlock, or waited longer for a lock than it allows: the servers of the former version go
 * on, and lock the same tables. PostgreSQL has rolled the script back, unless it builds an index without a lock.
 */
async function insist(run: () => Promise<unknown>, script: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await run();
      return;
    } catch (error) {
      const isLocked = error instanceof pg.DatabaseError && LOCKED.includes(error.code ?? "");
      if (!isLocked || tries === TRIES || script.includes(WITHOUT_LOCK)) throw error;
    }
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
