import { expect, test } from "vitest";
import { settingsSchema } from "@/lib/settings/all";
import { explanations } from "@/lib/settings/explanations";
import { errorsDocument } from "@/tools/docs/errors/document";
import { envExample, settingsDocument } from "@/tools/docs/settings";

// The generated documents. `npm run docs` rewrites them.

test.each([
  [".env.example", envExample()],
  ["docs/settings.md", settingsDocument()],
  ["docs/errors.md", errorsDocument()],
])("%s matches the code (otherwise run: npm run docs)", async (path, content) => {
  await expect(content).toMatchFileSnapshot(`../${path}`);
});

test("the example of a setting is a valid value", () => {
  const examples = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const explanation = explanations.get(schema);
    return explanation && "example" in explanation ? [{ name, schema, example: explanation.example }] : [];
  });
  expect(examples.length).toBeGreaterThan(20);
  expect(examples.filter(({ schema, example }) => !schema.safeParse(example).success)).toEqual([]);
});
