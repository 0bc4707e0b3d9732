// The program that applies the migrations: dist/migrate.js, and in a checkout a part of `npm start`.

import "../lib/require-node.ts";
import { endAtSignal } from "../lib/end-at-signal.ts";
import { tokenKeys } from "../lib/settings/formats.ts";
import { checkTimeZone } from "./check-database.ts";
import { checkKeys } from "./check-keys.ts";
import { explain } from "./explain-failure.ts";
import { migrate } from "./migrate.ts";
import { WAITING } from "./migration-lock.ts";

endAtSignal();
const { DATABASE_URL, DATABASE_DIRECT_URL, TOKEN_KEYS } = process.env;
if (!DATABASE_URL) {
  console.error("DATABASE_URL is not set: migrate needs to know which database.");
  process.exit(1);
}
try {
  const directUrl = DATABASE_DIRECT_URL || DATABASE_URL;
  const applied = await migrate(directUrl, () => console.log(WAITING));
  await checkTimeZone(DATABASE_URL);
  if (TOKEN_KEYS) {
    await checkKeys(
      directUrl,
      tokenKeys.parse(TOKEN_KEYS).map(({ id }) => id),
    );
  }
  console.log(applied.length > 0 ? `Applied ${applied.join(", ")}` : "The database is up to date");
  process.exit(0);
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
