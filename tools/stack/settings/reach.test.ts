import { expect, test } from "vitest";
import { reach } from "./reach.ts";

const local = { PORT: 3000, APP_URL: "http://localhost:3000" };
const open = { PORT: 3000, APP_URL: "https://connect.example.com" };

test.each([
  [{ ...local, HOST: "127.0.0.1" }, "from this machine alone (HOST=127.0.0.1)"],
  [{ ...local, HOST: "::1" }, "from this machine alone (HOST=::1)"],
  [{ ...open, HOST: null }, "by everyone who can connect to port 3000 on all addresses of this machine"],
  [{ ...open, HOST: "10.0.0.5" }, "by everyone who can connect to port 3000 at 10.0.0.5"],
  [
    { ...local, HOST: "0.0.0.0" },
    "by everyone who can connect to port 3000 at 0.0.0.0, but it answers only to localhost",
  ],
])("the start says who can reach the server: %o", (settings, sentence) => {
  expect(reach(settings)).toBe(sentence);
});
