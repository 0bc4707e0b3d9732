import { addPartner, nextOf, openSession, sessionCookies } from "../fixtures/connect-sessions.ts";
import { expect, test } from "../fixtures/test.ts";

test("a browser that opens twenty links keeps the cookies of eight sessions, and the newest ones work", async ({
  context,
  stack,
}) => {
  const partner = await addPartner(stack);
  const sessions = [];
  for (const _ of Array(20)) {
    const session = await partner.create();
    expect(await openSession(context, session)).toBe(`/connect/${session.id}`);
    sessions.push(session);
    expect((await sessionCookies(context)).length).toBeLessThanOrEqual(8);
  }
  const kept = (await sessionCookies(context)).map(({ name }) => name.replace("connect-", ""));
  expect(kept.sort()).toEqual(
    sessions
      .slice(-8)
      .map(({ id }) => id)
      .sort(),
  );
  for (const { httpOnly, sameSite, path } of await sessionCookies(context)) {
    expect({ httpOnly, sameSite, path }).toEqual({ httpOnly: true, sameSite: "Lax", path: "/" });
  }
});

test("cookies that name no session, more than a browser keeps, leave other links alone", async ({ context, stack }) => {
  const partner = await addPartner(stack);
  const [earlier, session] = [await partner.create(), await partner.create()];
  await openSession(context, earlier);
  const [own] = await sessionCookies(context);
  const value = `${"x".repeat(43)}.${"y".repeat(43)}.tab`;
  const unknown = [session.id.toUpperCase(), ...Array.from({ length: 12 }, () => crypto.randomUUID())].map(
    (id) => `connect-${id}`,
  );
  const names = [
    "connect-",
    `connect-${"-".repeat(36)}`,
    `__Host-connect-${session.id}`,
    "connect-%00",
    "connect-__proto__",
  ];
  const spelled = [`${session.id}%20`, `${session.id}.tab`, `../${session.id}`, `{${session.id}}`];
  const values = [value, "", "z".repeat(500), "x.y.tab", `${value}x`, `"${value}"`, "%ff"];
  const cookies = [
    `${own?.name}=${own?.value}`,
    ...[...unknown, ...names, ...spelled.map((id) => `connect-${id}`)].map((name) => `${name}=${value}`),
    ...values.map((strange) => `connect-${session.id}=${strange}`),
  ].join("; ");
  const response = await fetch(session.url, { redirect: "manual", headers: { Cookie: cookies } });
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe(`${stack.app.url}/connect/${session.id}`);
  const answered = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  // It forgets sessions that are nobody's, and neither its own nor one that it has opened before.
  expect(answered.filter((cookie) => cookie.endsWith("=")).sort()).toEqual(unknown.map((name) => `${name}=`).sort());
  expect(answered.filter((cookie) => !cookie.endsWith("="))).toEqual([
    expect.stringMatching(`^connect-${session.id}=[\\w-]{43}\\.[\\w-]{43}\\.tab$`),
  ]);
  for (const headers of [
    { Cookie: cookies },
    { Cookie: values.map((strange) => `${own?.name}=${strange}`).join("; ") },
  ]) {
    expect(
      (await fetch(`${stack.app.url}/connect/${session.id}`, { redirect: "manual", headers })).status,
    ).toBeLessThan(500);
  }
  await openSession(context, session);
  expect([await nextOf(context, earlier), await nextOf(context, session)]).toEqual([null, null]);
});
