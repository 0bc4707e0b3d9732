import { connect } from "../fixtures/connect-over-http.ts";
import { en } from "../fixtures/messages.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("an open page whose refresh broke off in the middle reloads automatically", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  const id = await connect(page, { label: "Torikatu" });
  await page.goto(`/connections/${id}`);
  let broken = 0;
  // The server dies while it answers: only the beginning of the response arrives.
  await page.route(
    ({ pathname, searchParams }) => pathname === `/connections/${id}` && searchParams.has("_rsc"),
    async (route) => {
      const answer = await route.fetch();
      const body = await answer.text();
      broken += 1;
      await route.fulfill({ response: answer, body: body.slice(0, body.length / 2) });
    },
    { times: 1 },
  );
  await stack.database.rows(`UPDATE "Connection" SET label = 'Satama' WHERE "receiptheroId" = $1`, [id]);
  await expect(page.getByRole("heading", { name: en.errors.unreachableTitle })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Satama");
  expect(broken).toBe(1);
});
