import { requireNode } from "./lib/node-version.mjs";

requireNode();
// Whatever happens, the last line is the count: a run that could not begin is one failure.
import("./lib/launch.mjs").then(({ launch }) =>
  launch("scripts/checks.ts", process.argv.slice(2), () => console.log("0 passed, 1 failed")),
);
