import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { ensurePackages } from "./install.mjs";
import { node, root } from "./paths.mjs";
import { report } from "./user-error.mjs";

const POLL = 500; // ms

/**
 * Installs what is missing, runs a TypeScript file on the Node in node_modules and ends as that ends.
 * @param {string} script relative to the checkout
 * @param {string[]} args
 * @param {() => void} [couldNotBegin] called when the script was not run
 */
export async function launch(script, args, couldNotBegin) {
  process.chdir(root);
  try {
    await ensurePackages();
  } catch (error) {
    report(error);
    couldNotBegin?.();
    process.exit(1);
  }
  // react-server: modules of lib/ begin with `import "server-only"`, which throws without that condition.
  const child = spawn(node, ["--conditions=react-server", script, ...args], {
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}` },
    // The channel carries nothing: it closes when this process is killed, and the child ends then.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
  endWithNpm(() => child.kill("SIGTERM"));
  child.on("exit", (code, signal) => {
    if (signal !== null) couldNotBegin?.();
    process.exit(code ?? 1);
  });
}

/**
 * Notices that npm was killed. A process started by anything else may outlive its parent, as with nohup.
 * @param {() => void} end
 */
function endWithNpm(end) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, POLL);
}
