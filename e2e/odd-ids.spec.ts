import { enter } from "./fixtures/journey.ts";
import { expect, test } from "./fixtures/test.ts";

for (const id of ['a%2Fb%zz?#&+"<', "100%25/%C3%A4", "%"]) {
  test(`the live page of a connection whose id is ${id} learns its version`, async ({ page, stack }) => {
    const person = await enter(page, stack);
    await stack.database.rows(
      `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
       SELECT $1, "merchantId", 'Odd', '{receipt:read}', '{}', 'not a token' FROM "User" WHERE email = $2`,
      [id, person.email],
    );
    const version = await page.request.get(`/connections/${encodeURIComponent(id)}/version`);
    expect([version.status(), await version.json()]).toEqual([200, { version: expect.any(String) }]);
  });
}
