import { realpathSync } from "node:fs";
import { join } from "node:path";

/** The checkout. */
export const root = realpathSync(join(import.meta.dirname, "../../.."));

/** Everything that the commands make and keep; removing it starts afresh. */
export const dataFolder = join(root, ".data");

/** The Node that everything after the install runs on. */
export const node = join(root, "node_modules/.bin/node");
