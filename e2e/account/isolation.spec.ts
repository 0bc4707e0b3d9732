import { settingsOf } from "../fixtures/business.ts";
import { everythingOf, sessionCountOf, userOf } from "../fixtures/db-queries.ts";
import { type Deed, seeNoDifference } from "../fixtures/expect-indistinguishable.ts";
import { en } from "../fixtures/messages.ts";
import { actionFields, type Client, type HandMadeField, postFields, sendForm } from "../fixtures/raw-form-post.ts";
import { addMember, newUser, signUpDirectly, startSession } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { settings } = en;

test("another merchant's users, invitations and sessions are as none", async ({ context, openContext, stack }) => {
  const invite = async (client: Client) =>
    sendForm(client, await settingsOf(client), { email: newUser().email, role: "MEMBER" }, settings.members.submit);
  const user = await signUpDirectly(context, stack);
  const member = await addMember(await openContext(), stack, user);
  await invite(context);
  const theirs = await userOf(stack, member);
  const idOf = async (sql: string, value: unknown) => (await stack.database.row<{ id: string }>(sql, [value])).id;
  const invitation = await idOf(
    `SELECT id FROM "Invitation" WHERE "merchantId" = $1 AND "usedAt" IS NULL`,
    theirs?.merchantId,
  );
  const session = await idOf(`SELECT id FROM "Session" WHERE "userId" = $1`, theirs?.id);

  const other = await openContext();
  const stranger = await signUpDirectly(other, stack);
  const fellow = await userOf(stack, await addMember(await openContext(), stack, stranger));
  await invite(other);
  await startSession(await openContext(), stack, stranger);
  const settingsPath = await settingsOf(other);
  const before = [await everythingOf(stack, user), await everythingOf(stack, stranger)];
  const sessions = await sessionCountOf(stack, member);

  const shown = await seeNoDifference(
    (id) => other.request.get(`${settingsPath}/members/${id}`, { maxRedirects: 0 }),
    theirs?.id ?? "",
  );
  expect(shown).toMatchObject({ status: 404 });

  const removing = `${settingsPath}/members/${fellow?.id}`;
  const deeds: [id: string, action: HandMadeField[]][] = [
    [theirs?.id ?? "", await actionFields(other, removing, settings.member.removeSubmit)],
    [invitation, await actionFields(other, settingsPath, settings.members.revoke)],
    [session, await actionFields(other, "/settings", settings.sessions.end)],
  ];
  for (const [id, action] of deeds) {
    expect(action).not.toEqual([]);
    for (const target of ["/settings", settingsPath, removing, "/settings/delete"]) {
      const deed: Deed = (one) => postFields(other, stack, target, [...action, ["id", one]]);
      const answer = await seeNoDifference(deed, id);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  }
  expect([await everythingOf(stack, user), await everythingOf(stack, stranger)]).toEqual(before);
  expect(await sessionCountOf(stack, member)).toBe(sessions);
});
