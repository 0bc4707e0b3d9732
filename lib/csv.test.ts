import { expect, test } from "vitest";
import { csvLine } from "@/lib/csv";

test("cells are quoted where they must be, and what is null is empty", () => {
  expect(csvLine(["plain", null, 'a "quoted" word', "one, two", "two\r\nlines"])).toBe(
    'plain,,"a ""quoted"" word","one, two","two\r\nlines"\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("%j is no formula any more", (formula) => {
  expect(csvLine([formula])).toContain(`'${formula}`);
});
