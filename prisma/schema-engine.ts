import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

// Node imports WebAssembly modules natively, and warns about it once. The warning would be the first thing that a
// newcomer reads, so this one alone is not passed on.
const emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes("Importing WebAssembly")) Reflect.apply(emitWarning, process, [warning, ...rest]);
};
const { SchemaEngine } = await import("@prisma/schema-engine-wasm");

const schemaFile = new URL("./schema.prisma", import.meta.url);

/** Prisma's "no tables are managed by somebody else". */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Opens Prisma's schema engine, compiled to WebAssembly, on a database (docs/decisions/0003-migrations.md).
 * @param databaseUrl a postgresql:// URL whose role may create tables
 * @returns the engine; the caller calls `free()` when done
 */
export async function openSchemaEngine(databaseUrl: string) {
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  return SchemaEngine.new({ datamodels: [["schema.prisma", await readSchema()]] }, () => {}, adapter);
}

/** The text of schema.prisma. */
export function readSchema(): Promise<string> {
  return readFile(schemaFile, "utf8");
}
