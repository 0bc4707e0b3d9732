import { expect } from "vitest";
import { poolUse } from "@/lib/db/client";
import { callApi } from "@/test/api";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";

test("without a replica, the API's lists do not wait behind expensive queries", async ({ database }) => {
  const key = await addApiKey(database);
  const lists = ["/merchants", "/outgoing-receipts", "/connections/unknown/receipts"];
  const answers = await Promise.all(lists.map((path) => callApi(path, { key })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  expect(poolUse().map(({ name }) => name)).toEqual(["usual"]);
});
