import { requireNode } from "./bootstrap/node-version.mjs";

requireNode();
// The last line is always the count: a run that could not begin is one failure.
import("./bootstrap/launch.mjs").then(({ launch }) =>
  launch("tools/checks/main.ts", process.argv.slice(2), () => console.log("0 passed, 1 failed")),
);
