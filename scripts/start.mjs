import { requireNode } from "./lib/node-version.mjs";

// Imported late, so that a Node that is too old meets the sentence about it before it meets newer syntax.
requireNode();
import("./lib/launch.mjs").then(({ launch }) => launch("scripts/serve.ts", process.argv.slice(2)));
