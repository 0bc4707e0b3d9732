import { expect, vi } from "vitest";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { eraseMerchant } from "@/lib/merchants/erase";
import { lockMerchant } from "@/lib/merchants/lock";
import { callApi } from "@/test/api";
import { addApiKey, addConnection, createMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

test.for(["manage", "reconnect"])(
  "a session to %s is refused while its merchant is being erased",
  async (purpose, { database }) => {
    env().CONNECT_RETURN_ORIGINS = ["https://app.example.com"];
    const { id } = await createMerchant(database, "Kahvila Aamu");
    const number = `customer of ${purpose}`;
    await database.client.query(`UPDATE "Merchant" SET "externalId" = $2 WHERE id = $1`, [id, number]);
    const body = {
      purpose,
      receipthero_id: await addConnection(database, id),
      external_id: number,
      business_name: "x",
      return_url: "https://app.example.com/",
    };
    const key = await addApiKey(database, ["connect:write"]);
    let asked: ReturnType<typeof callApi> | undefined;
    await db().$transaction(async (tx) => {
      await lockMerchant(tx, id);
      await eraseMerchant(tx, id, { type: "SYSTEM" });
      asked = callApi("/connect-sessions", { key, method: "POST", body });
      await vi.waitFor(async () => {
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect((await database.client.query(waiting)).rowCount).toBe(1);
      });
    });
    expect((await asked)?.body).toMatchObject({ code: "not_found" });
    expect((await database.client.query(`SELECT 1 FROM "ConnectSession"`)).rows).toEqual([]);
  },
);
