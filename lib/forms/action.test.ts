import { headers } from "next/headers";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { anyone, buttonAction, endingAction, formAction } from "@/lib/forms/action";
import { countChange } from "@/lib/forms/count-change";
import { userMark } from "@/lib/forms/user-mark";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";

vi.mock("@/lib/forms/count-change");
vi.mock("next/headers", () => ({
  headers: vi.fn(async () => new Headers({ "Next-Action": "a form with its script" })),
}));

const USER = { id: "user" };
const schema = z.object({ name: z.string() });
const act = vi.fn(async (_user: unknown, _read: unknown) => ({}));

/** A form of a page that was made for the user. */
const formOf = (...fields: [name: string, value: string | Blob][]) => {
  const form = new FormData();
  form.append(USER_MARK_FIELD, userMark(USER.id));
  for (const [name, value] of fields) form.append(name, value);
  return form;
};

const notSmallForms: [what: string, args: unknown[]][] = [
  ["no argument", []],
  ["an array", [[]]],
  ["an array instead of the form", [undefined, [["name", "x"]]]],
  ["a number", [undefined, 1]],
  ["a text", [undefined, "name=x"]],
  ["null", [undefined, null]],
  ["an object", [undefined, { name: "x", get: "x" }]],
  ["an object that iterates", [undefined, new Map([["name", "x"]])]],
  ["a form before another argument", [formOf(["name", "x"]), undefined]],
  ["a form of 201 fields", [undefined, formOf(...Array.from({ length: 200 }, (): [string, string] => ["name", "x"]))]],
  ["a value of more than 64 KB", [undefined, formOf(["name", "x".repeat(64 * 1024)])]],
  ["a value of fewer characters, but more than 64 KB", [undefined, formOf(["name", "ä".repeat(33 * 1024)])]],
  ["a name of more than 64 KB", [undefined, formOf(["n".repeat(65 * 1024), ""])]],
  ["a file of more than 64 KB", [undefined, formOf(["name", new Blob(["x".repeat(65 * 1024)])])]],
];

for (const [what, args] of notSmallForms) {
  test(`an action refuses ${what}, and does nothing`, async () => {
    act.mockClear();
    const user = async () => USER;
    expect(await formAction(user, schema, act)(...args)).toEqual({ status: "error", error: { "": ["malformed"] } });
    await expect(buttonAction(user, act)(...args)).rejects.toMatchObject({ digest: "NEXT_HTTP_ERROR_FALLBACK;404" });
    expect(act).not.toHaveBeenCalled();
  });
}

test("an action accepts a form of 200 fields", async () => {
  const form = formOf(["name", "x"], ...Array.from({ length: 198 }, (): [string, string] => ["other", "y"]));
  act.mockClear();
  await formAction(async () => USER, schema, act)(undefined, form);
  await buttonAction(async () => USER, act)(form);
  expect(act.mock.calls).toMatchObject([
    [USER, { status: "success", value: { name: "x" } }, form],
    [USER, form],
  ]);
});

test.each([
  ["another user's page", [userMark("another")]],
  ["a page that was made for nobody", []],
  ["a page with a mark of no user", [""]],
  ["two pages, the other one's mark first", [userMark("another"), userMark(USER.id)]],
])("an action refuses a form of %s, and does nothing", async (_what, marks) => {
  act.mockClear();
  vi.mocked(countChange).mockClear();
  const form = formOf(["name", "Kahvila"]);
  form.delete(USER_MARK_FIELD);
  for (const mark of marks) form.append(USER_MARK_FIELD, mark);
  const user = async () => USER;
  const refused = { status: "error", error: { "": ["other_user"] } };
  expect(await formAction(user, schema, act)(undefined, form)).toEqual(refused);
  const digest = expect.stringContaining("/other-user");
  for (const make of [buttonAction, endingAction]) {
    await expect(make(user, act)(form)).rejects.toMatchObject({ digest });
  }
  // Without JavaScript.
  vi.mocked(headers).mockResolvedValueOnce(new Headers());
  await expect(formAction(user, schema, act)(undefined, form)).rejects.toMatchObject({ digest });
  expect(act).not.toHaveBeenCalled();
  expect(countChange).not.toHaveBeenCalled();

  // An action for anyone accepts the forms of all pages.
  await formAction(anyone, schema, act)(undefined, form);
  await buttonAction(anyone, act)(form);
  expect(act).toHaveBeenCalledTimes(2);
});

test("an action authorizes before it looks at its arguments", async () => {
  const refuse = async () => {
    throw new Error("not you");
  };
  const trap = new Proxy(new FormData(), {
    get: () => {
      throw new Error("looked at");
    },
  });
  await expect(formAction(refuse, schema, act)(undefined, trap)).rejects.toThrow("not you");
  await expect(buttonAction(refuse, act)(trap)).rejects.toThrow("not you");
});

test("any form says that the database is unavailable", async () => {
  const away = async () => {
    throw new AppError("storage_unavailable");
  };
  const answer = await formAction(away, schema, act)(undefined, formOf(["name", "x"]));
  expect(answer).toEqual({ status: "error", error: { "": ["storage_unavailable"] } });
});

test("a change is counted before it is done, and an action that ends something is not counted", async () => {
  vi.mocked(countChange).mockClear();
  const user = async () => USER;
  const form = formOf(["name", "x"]);
  await formAction(user, schema, act)(undefined, form);
  await buttonAction(user, act)(form);
  expect(vi.mocked(countChange).mock.calls).toEqual([[USER], [USER]]);
  await endingAction(user, act)(form);
  // An invalid form changes nothing.
  await formAction(user, schema, act)(undefined, formOf());
  expect(countChange).toHaveBeenCalledTimes(2);
});

test("over the limit, a form keeps its values and states the reason, a button leads to a page, and nothing is done", async () => {
  act.mockClear();
  vi.mocked(countChange).mockRejectedValue(new AppError("too_many_changes"));
  const user = async () => USER;
  const form = formOf(["name", "Kahvila"]);
  expect(await formAction(user, schema, act)(undefined, form)).toMatchObject({
    status: "error",
    initialValue: { name: "Kahvila" },
    error: { "": ["too_many_changes"] },
  });
  const digest = expect.stringContaining("/too-many-changes");
  await expect(buttonAction(user, act)(form)).rejects.toMatchObject({ digest });
  expect(act).not.toHaveBeenCalled();
  vi.mocked(countChange).mockReset();
});
