import { requireNode } from "./lib/node-version.mjs";

requireNode();
import("./lib/launch.mjs").then(({ launch }) => launch("scripts/seed.ts", process.argv.slice(2)));
