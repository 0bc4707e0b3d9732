// Loaded by Node before the artefact's server, when the build starts it once: keeps what V8 compiles of it.

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { COMPILED_CODE, recordCompiledCode } from "../../../lib/start/compiled-code.ts";
import { holdNewSpace } from "../../../lib/start/new-space.ts";

const folder = dirname(process.argv[1] ?? "");
const code = recordCompiledCode(folder);
process.once("exit", () => {
  // V8 takes the code only with the options that it was compiled with.
  holdNewSpace();
  writeFileSync(join(folder, COMPILED_CODE), code());
});
