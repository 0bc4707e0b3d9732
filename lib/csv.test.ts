import { expect, test } from "vitest";
import { csvLine } from "@/lib/csv";

test("cells are quoted where they must be, and what is null is empty", () => {
  expect(csvLine(["plain", null, 'a "quoted" word', "one, two", "two\r\nlines"])).toBe(
    'plain,,"a ""quoted"" word","one, two","two\r\nlines"\r\n',
  );
});

test("nor is what a program would begin a cell with after a semicolon", () => {
  expect(csvLine(["a;=1+1;b; @SUM(A1)"])).toBe("a;'=1+1;b; '@SUM(A1)\r\n");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("%j is no formula any more", (formula) => {
  expect(csvLine([formula])).toContain(`'${formula}`);
});
