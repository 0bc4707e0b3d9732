import { hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import Module from "node:module";
import { dirname, join, relative } from "node:path";
import { Script } from "node:vm";

/**
 * The code that V8 has compiled of the artefact's scripts is kept from the build until a start
 * (docs/decisions/0078-a-light-start.md). V8 refuses code that another version or other options of it have compiled, and then
 * compiles the script itself.
 */

/** The file beside the programs of the artefact. */
export const COMPILED_CODE = "compiled-code";

/** By the path of a script in the artefact: where its code is in the file, its length, and the hashes of its text and of the code. */
type CodeIndex = Record<string, [start: number, length: number, textHash: string, codeHash: string]>;

type Compile = (this: Module, text: string, file: string, format?: string) => unknown;
const modules = Module.prototype as unknown as { _compile: Compile };
const { wrapper } = Module as unknown as { wrapper: [string, string] };

/** An `import()` needs what only Node's own loader gives to a script. */
const HAS_IMPORT = /\bimport\(/;

// Stored on globalThis, because server.ts and Next's bundles each have this module.
const kept = globalThis as typeof globalThis & {
  compiledCode?: { file: number; known: Map<string, CodeIndex[string]> };
};

/**
 * Lets `require` take the code of the file. Call it before the scripts are loaded, with V8's options as they were in the build.
 * A damaged file, such as one that was copied in part, costs time alone: V8 compiles the scripts whose code is not whole.
 * @param folder of the artefact
 */
export function takeCompiledCode(folder: string): void {
  const file = openSync(join(folder, COMPILED_CODE), "r");
  const { begin, index } = readIndex(file);
  const known = new Map(Object.entries(index).map(([name, code]) => [join(folder, name), code]));
  kept.compiledCode = { file, known };
  compileWith((text, path) => {
    const found = known.get(path);
    if (found === undefined) return null;
    const [start, length, ofText, ofCode] = found;
    if (ofText !== hashOf(text)) return null;
    const code = readAt(file, begin + start, length);
    // V8 does not notice damage, and would run anything.
    return ofCode === hashOf(code) ? scriptOf(text, path, code) : null;
  });
}

/** @returns where the code begins, and its index, which is empty in a damaged file */
function readIndex(file: number): { begin: number; index: CodeIndex } {
  try {
    const begin = 4 + readAt(file, 0, 4).readUInt32LE();
    if (begin > fstatSync(file).size) return { begin, index: {} };
    return { begin, index: JSON.parse(readAt(file, 4, begin - 4).toString()) };
  } catch {
    return { begin: 0, index: {} };
  }
}

/** Closes the file. It has no code of scripts that are loaded after the start. */
export function closeCompiledCode(): void {
  if (!kept.compiledCode) return;
  kept.compiledCode.known.clear();
  closeSync(kept.compiledCode.file);
}

/** Each code is read alone, and is garbage as soon as V8 has it. */
function readAt(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, start));
}

/**
 * Keeps the scripts that are loaded from now on.
 * @param folder of the artefact
 * @returns a function that gives the content of the file
 */
export function recordCompiledCode(folder: string): () => Buffer {
  const scripts = new Map<string, { script: Script; hash: string }>();
  compileWith((text, file) => {
    const name = relative(folder, file);
    if (name.startsWith("..") || HAS_IMPORT.test(text)) return null;
    try {
      const script = scriptOf(text, file);
      scripts.set(name, { script, hash: hashOf(text) });
      return script;
    } catch {
      // No CommonJS. Node's loader knows what else it is.
      return null;
    }
  });
  return () => {
    const index: CodeIndex = {};
    const codes: Buffer[] = [];
    let start = 0;
    for (const [name, { script, hash: of }] of scripts) {
      const code = script.createCachedData();
      index[name] = [start, code.length, of, hashOf(code)];
      codes.push(code);
      start += code.length;
    }
    const head = Buffer.from(JSON.stringify(index));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length);
    return Buffer.concat([length, head, ...codes]);
  };
}

/** V8 itself compares only the lengths of the texts. */
const hashOf = (content: string | Buffer) => hash("sha1", content);

function scriptOf(text: string, filename: string, cachedData?: Buffer): Script {
  const [before, after] = wrapper;
  return new Script(before + text + after, { filename, cachedData, columnOffset: -before.length });
}

/**
 * Compiles the scripts that are required from now on.
 * @param scriptFor gives null for a script that Node's own loader should compile
 */
function compileWith(scriptFor: (text: string, file: string) => Script | null): void {
  const { _compile: compile } = modules;
  modules._compile = function (text, file, format) {
    const script = format === "module" ? null : scriptFor(text, file);
    if (script === null) return compile.call(this, text, file, format);
    const run: (...given: unknown[]) => unknown = script.runInThisContext();
    return run.call(this.exports, this.exports, requireOf(this, file), this, file, dirname(file));
  };
}

/** The function that Node gives to a module as `require`. */
function requireOf(module: Module, file: string): NodeJS.Require {
  const require = (name: string) => module.require(name);
  return Object.assign(require, Module.createRequire(file));
}
