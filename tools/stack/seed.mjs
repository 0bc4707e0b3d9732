import { requireNode } from "./bootstrap/node-version.mjs";

requireNode();
import("./bootstrap/launch.mjs").then(({ launch }) => launch("tools/stack/seed.ts", process.argv.slice(2)));
