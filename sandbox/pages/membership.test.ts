import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import {
  answerPage,
  CALLBACK,
  claimsOf,
  connect,
  MEMBERSHIP,
  redirectQuery,
  revokeToken,
  seeState,
  startTestSandbox,
} from "../testing.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const addressOf = (receiptheroId: string, redirectUri = MEMBERSHIP) =>
  `${sandbox.pages}/membership?${new URLSearchParams({ receipthero_id: receiptheroId, redirect_uri: redirectUri })}`;

test("Save changes, Cancel, Remove the connection: each comes back with its status", async () => {
  const token = await connect(sandbox);
  const id = String(claimsOf(token).receipthero_id);
  const answer = (fields: Record<string, string | string[]>) => answerPage(sandbox, addressOf(id), fields);

  const saved = await answer({ decision: "save", cards: ["card-aino-2", "card-mikko-1"] });
  expect(saved.headers.get("Location")).toBe(`${MEMBERSHIP}?status=modified&receipthero_id=${id}`);
  expect((await seeState(sandbox)).connections[0]?.cards.map((card) => card.id)).toEqual(["card-aino-2"]);

  expect((await answer({ decision: "save", cards: [] })).status).toBe(422);
  expect(redirectQuery(await answer({ decision: "cancel" })).get("status")).toBe("cancelled");

  expect(redirectQuery(await answer({ decision: "remove" })).get("status")).toBe("removed");
  expect((await seeState(sandbox)).connections[0]).toMatchObject({ status: "removed", removedBy: "membership" });
  expect((await revokeToken(sandbox, token)).status).toBe(404);
  expect((await fetch(addressOf(id))).status).toBe(404);
});

test("an unknown connection is 404, an unregistered redirect_uri 400", async () => {
  const id = String(claimsOf(await connect(sandbox)).receipthero_id);
  expect((await fetch(addressOf("unknown"))).status).toBe(404);
  expect((await fetch(addressOf(id, `${CALLBACK}x`))).status).toBe(400);
  expect((await fetch(`${addressOf(id)}&receipthero_id=${id}`)).status).toBe(400);
  expect((await fetch(addressOf(id))).status).toBe(200);
});
