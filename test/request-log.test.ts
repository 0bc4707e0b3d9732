import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Handlers without a user that would fill the log. The webhook logs each refusal. */
const WITHOUT_LINE = [
  "app/api/health/route.ts",
  "app/api/ready/route.ts",
  "app/api/receipthero/webhook/route.ts",
  "app/brand/[file]/route.ts",
  "app/metrics/route.ts",
];

test("every route handler answers within the request log, which names the user", () => {
  const handlers = globSync("app/**/route.ts").filter((file) => !WITHOUT_LINE.includes(file));
  // The API's handlers are one function. It reads no cookie, and its log names the key.
  expect(readFileSync("app/api/v1/[[...path]]/route.ts", "utf8")).toContain("return logRequest(request, ");
  expect(readFileSync("app/api/v1/imports/route.ts", "utf8")).toContain("=> logRequest(request, ");
  const without = handlers.flatMap((file) => {
    const exported = readFileSync(file, "utf8")
      .split(/^export /m)
      .slice(1);
    return exported
      .filter((text) => /^(?:async function|function|const) (?:GET|POST|PUT|PATCH|DELETE)\b/.test(text))
      .filter(
        (text) => !/return withRequestLog\(request, |^const GET = exportHandler\(|^const [A-Z]+ = answer;/.test(text),
      )
      .map((text) => `${file}: ${text.split("(")[0]}`);
  });
  expect(handlers.length).toBeGreaterThan(10);
  expect(without).toEqual([]);
});
