import { requireNode } from "./bootstrap/node-version.mjs";

requireNode();
import("./bootstrap/launch.mjs").then(({ launch }) => launch("sandbox/main.ts", process.argv.slice(2)));
