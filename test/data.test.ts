import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { test } from "@/test/fixtures";

const [, personal = "", other = ""] = readFileSync("docs/data.md", "utf8").split(/^## .*$/m);

/** The columns of the table of personal data, such as `User.email`. */
const personalColumns = [...personal.matchAll(/`([A-Z]\w+\.\w+)`/g)].map(([, column = ""]) => column);

/** The columns of the other table, whose rows name a table and then its columns. */
const otherColumns = [...other.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].flatMap(([, table, columns = ""]) =>
  [...columns.matchAll(/`(\w+)`/g)].map(([, column]) => `${table}.${column}`),
);

test("docs/data.md says of each column once whether it is personal data, and how long that is kept", async ({
  database,
}) => {
  const { rows } = await database.client.query<{ name: string }>(
    `SELECT relname || '.' || attname AS name FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND attnum > 0 AND NOT attisdropped AND relname <> '_prisma_migrations'`,
  );
  const stated = [...personalColumns, ...otherColumns];
  const columns = rows.map(({ name }) => name);
  expect(personalColumns.length).toBeGreaterThan(100);
  expect(columns.filter((name) => !stated.includes(name)).sort(), "not in docs/data.md").toEqual([]);
  expect(stated.filter((name) => !columns.includes(name)).sort(), "no such column").toEqual([]);
  expect(stated.filter((name, n) => stated.indexOf(name) !== n).sort(), "there twice").toEqual([]);
});

test("each kind of personal data has a time", () => {
  const rows = [...personal.matchAll(/^\| (.*) \| `.* \| (.*) \|$/gm)];
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter(([, , time = ""]) => time.trim() === "").map(([, what]) => what)).toEqual([]);
});
