import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Problem } from "../bootstrap/report.mjs";

/** Files of the server that Node reads. A file for the browser is served as `next build` has made it. */
const SCRIPTS = ["*.js", ".next/server/**/*.js", "node_modules/**/*.{js,cjs,mjs}"];

/** The end of the path of the chunks of the routes' handlers. Those of pages have the folder `ssr` inside. */
const CHUNKS = ".next/server/chunks";

const PRISMA = "node_modules/@prisma/client/runtime";
const COMPILER = "query_compiler_small_bg.postgresql.wasm-base64.mjs";

/**
 * Makes the artefact's programs smaller: V8 keeps the text of each that it runs. docs/decisions/0078-a-light-start.md has
 * the figures.
 * @param folder of the artefact
 */
export async function shrink(folder: string): Promise<void> {
  rewrite(join(folder, PRISMA, "client.js"), withoutHoles);
  keepCompilerOutside(join(folder, PRISMA));
  const known = new Map<string, string>();
  // Loaded here, because most starts find a build that is up to date.
  const { minifySync } = await import("rolldown/utils");
  for (const entry of globSync(SCRIPTS, { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { name, parentPath } = entry;
    const file = join(parentPath, name);
    const module = name.endsWith(".mjs");
    rewrite(file, (text) => {
      // Names stay, because some packages read those of their functions. A text of ASCII alone takes half the memory.
      const codegen = { removeWhitespace: true, asciiOnly: true, legalComments: "inline" } as const;
      const { code, errors } = minifySync(name, text, { module, compress: false, mangle: false, codegen });
      return errors.length === 0 ? code : text;
    });
    if (parentPath.endsWith(CHUNKS)) shareChunk(file, known);
  }
}

/**
 * Turbopack gives routes copies of the same modules, in chunks of different names.
 * @param known the first chunk of each content
 */
function shareChunk(file: string, known: Map<string, string>): void {
  const text = readFileSync(file, "utf8");
  const first = known.get(text);
  if (first === undefined) known.set(text, file);
  else writeFileSync(file, `module.exports=require(${JSON.stringify(`./${basename(first)}`)});`);
}

/**
 * Prisma keeps the fields of each of 1,300 types in an object with the numbers of their names. For V8 that is a list up to the
 * largest number, with holes: 15 MB for each client. A key that is too large for a list makes it a small table.
 */
function withoutHoles(text: string): string {
  const parts = text.split(".push({edges:o})");
  if (parts.length !== 3) throw new Problem("Prisma's client is not the one that tools/stack/parts/shrink.ts knows.");
  return parts.join(".push({edges:Object.assign({[2**30]:void 0},o)})");
}

/** Prisma's compiler of queries is a text of 2.3 MB in base64, which would stay in memory with the script that holds it. */
function keepCompilerOutside(folder: string): void {
  const file = join(folder, COMPILER);
  const [, base64 = ""] = /^const wasm = "([^"]+)"/m.exec(readFileSync(file, "utf8")) ?? [];
  if (base64 === "") throw new Problem("Prisma's compiler is not where tools/stack/parts/shrink.ts looks for it.");
  const bytes = COMPILER.replace("-base64.mjs", "");
  writeFileSync(join(folder, bytes), Buffer.from(base64, "base64"));
  // The client passes it to Buffer.from, which asks an object for its value.
  writeFileSync(
    file,
    `import { readFileSync } from "node:fs";
export const wasm = { valueOf: () => readFileSync(new URL("./${bytes}", import.meta.url)) };
`,
  );
}

function rewrite(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after !== before) writeFileSync(file, after);
}
