import { requireNode } from "./lib/node-version.mjs";

requireNode();
import("./lib/launch.mjs").then(({ launch }) => launch("bench/main.ts", process.argv.slice(2)));
