import { requireNode } from "./bootstrap/node-version.mjs";

// Imported late, so that a Node that is too old meets the sentence about it before it meets newer syntax.
requireNode();
import("./bootstrap/launch.mjs").then(({ launch }) => launch("tools/stack/serve.ts", process.argv.slice(2)));
