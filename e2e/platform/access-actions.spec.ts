import { done } from "../fixtures/actions/answers.ts";
import { ACTIONS } from "../fixtures/actions/table.ts";
import { type Answers, asEach, call } from "../fixtures/ask-as-role.ts";
import { settle } from "../fixtures/background-work.ts";
import { fingerprint } from "../fixtures/database-fingerprint.ts";
import { createAccessFixture, type Role } from "../fixtures/roles.ts";
import { actionsInTheCode } from "../fixtures/route-inventory.ts";
import { expect, test } from "../fixtures/test.ts";

// Each role asks for each action, and each answer is a page. So the rooms are asked in parallel.
test.describe.configure({ mode: "parallel" });

// The answers of the actions. The test fails if the table and the code name different actions.

test("the table names every action", () => {
  expect(
    actionsInTheCode()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(ACTIONS).sort());
});

/** `/admin/users` for `/admin/users/[userId]/role`. */
const roomOf = (route: string) => route.split("/").slice(0, 3).join("/");

for (const [room, actions = []] of Object.entries(Object.groupBy(actionsInTheCode(), ({ route }) => roomOf(route)))) {
  test(`every action at ${room} answers each role as the table says, and changes nothing for a role that may not use it`, async ({
    stack,
  }) => {
    const seen: Record<string, Answers> = {};
    for (const action of actions) {
      let fixture = await createAccessFixture(stack);
      const row = ACTIONS[action.name];
      const attempt = async (role: Role) => {
        await settle(stack);
        const before = await fingerprint(stack);
        const answer = await call(stack, fixture, role, action, row);
        if (before === (await fingerprint(stack))) return answer;
        // The next role finds everything as this one did.
        fixture = await createAccessFixture(stack);
        return done(answer);
      };
      seen[action.name] = await asEach(async (role) => {
        let answer = await attempt(role);
        // The server's own work may change a row at the same moment, and a mailbox gets six emails at most. A hole in the
        // action shows each time.
        for (let more = 3; more > 0 && answer !== row?.[0][role]; more--) {
          fixture = await createAccessFixture(stack);
          answer = await attempt(role);
        }
        return answer;
      });
    }
    expect(seen).toEqual(Object.fromEntries(actions.map(({ name }) => [name, ACTIONS[name]?.[0]])));
  });
}
