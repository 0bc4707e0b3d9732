import { join } from "node:path";
import { root } from "../bootstrap/paths.mjs";

const KEPT = /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LANG|LC_\w+|TERM|COLORTERM|FORCE_COLOR|NO_COLOR|CI|DEBUG)$/;

/** Tells Next that the settings were already read. Otherwise it would read `.env` and its relatives. */
export const SETTINGS_ARE_READ = { __NEXT_PROCESSED_ENV: "true", NEXT_TELEMETRY_DISABLED: "1" };

/** An environment without anyone's settings: for the build, which must not see secrets, and for the tests. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
  return { ...Object.fromEntries(kept), ...SETTINGS_ARE_READ };
}

/** Npm reaches its registry with these. It takes its own settings in any case. */
const OF_NPM =
  /^(NODE_EXTRA_CA_CERTS|(HTTPS?|NO)_PROXY|npm_config_(registry|ca|cafile|strict_ssl|(https?_|no)?proxy|userconfig|cache))$/i;

/** A clean environment in which npm can install packages. */
export function npmEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => OF_NPM.test(name));
  return { ...Object.fromEntries(kept), ...cleanEnvironment() };
}

/** A program of an installed package, as in `packageProgram("vitest/vitest.mjs")`. */
export function packageProgram(path: string): string {
  return join(root, "node_modules", path);
}
