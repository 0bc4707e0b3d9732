import { expect, test } from "vitest";
import { readSettings, SettingsError } from "./settings.ts";

test("nothing set gives four ports in a row and the documented client", () => {
  const settings = readSettings({ SANDBOX_PORT: "", SANDBOX_DATA: "" });
  expect(settings.ports).toEqual({ pages: 4000, api: 4001, control: 4002, smtp: 4003 });
  expect(settings.host).toBe("127.0.0.1");
  expect(settings.dataFolder).toBeNull();
  expect(settings.client).toMatchObject({ id: "sandbox-client", secret: "sandbox-secret", name: "Your company" });
  expect(settings.client.redirectUris).toHaveLength(2);
});

test("the other ports follow the first, and can be set on their own", () => {
  const { ports } = readSettings({ SANDBOX_PORT: "5000", SANDBOX_SMTP_PORT: "2525" });
  expect(ports).toEqual({ pages: 5000, api: 5001, control: 5002, smtp: 2525 });
  expect(readSettings({ SANDBOX_PORT: "0" }).ports).toEqual({ pages: 0, api: 0, control: 0, smtp: 0 });
});

test("each bad setting gives one line that names it", () => {
  const read = () => readSettings({ SANDBOX_PORT: "http", SANDBOX_REDIRECT_URIS: "http://a/#b", SANDBOX_LOG: "yes" });
  expect(read).toThrow(SettingsError);
  try {
    read();
  } catch (error) {
    const problems = error instanceof SettingsError ? error.problems : [];
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "SANDBOX_PORT",
      "SANDBOX_REDIRECT_URIS",
      "SANDBOX_LOG",
    ]);
    expect(problems.every((problem) => !problem.includes("\n"))).toBe(true);
  }
});
