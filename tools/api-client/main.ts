// The program of `npm run api:client`: makes the TypeScript client's types from the API's document. The generator has a
// package of its own, because it needs an older TypeScript than the project.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const client = join(root, "clients/typescript");
const npm = (args: string[], cwd: string) => execFileSync("npm", args, { cwd, stdio: "inherit" });

npm(["test", "--", "unit", "test/api-client.test.ts", "-u", "-t", "document is the API's"], root);
npm(["ci", "--ignore-scripts"], client);
npm(["run", "generate"], client);

const types = join(client, "schema.d.ts");
const hash = createHash("sha256")
  .update(readFileSync(join(client, "openapi.json")))
  .digest("hex");
writeFileSync(types, `// Made from openapi.json with SHA-256 ${hash}\n${readFileSync(types, "utf8")}`);
console.log("✓ clients/typescript is up to date");
