import { expect } from "vitest";
import { getMoveOffer } from "@/lib/authorization/move/get-offer";
import { moveConnection } from "@/lib/authorization/move/move";
import { test } from "@/test/move";

const CHANGES: Record<string, [code: string, sql: string]> = {
  "the user is an owner of one only": [
    "not_owner_of_both",
    `UPDATE "Member" SET role = 'MEMBER' WHERE "merchantId" = (SELECT "merchantId" FROM "Connection" WHERE "receiptheroId" = $1)`,
  ],
  "the connection was granted again": [
    "move_outdated",
    `UPDATE "Connection" SET "grantNumber" = "grantNumber" + 1 WHERE "receiptheroId" = $1`,
  ],
  "the connection is being disconnected": [
    "move_outdated",
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
  ],
  "the connection was disconnected": [
    "move_outdated",
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" = $1`,
  ],
  "the connection was moved": [
    "move_outdated",
    `WITH third AS (INSERT INTO "Merchant" (name) VALUES ('Third') RETURNING id)
     UPDATE "Connection" SET "merchantId" = third.id FROM third WHERE "receiptheroId" = $1`,
  ],
};

test.for(Object.entries(CHANGES))(
  "when in the meantime %s, nothing is moved",
  async ([, [code, sql]], { other, offer, rows, connectionOf, requestOf }) => {
    const { id, requestId } = await offer();
    await rows(sql, [id]);
    const before = [await connectionOf(id), await requestOf(requestId)];
    expect(await getMoveOffer(other, requestId)).toBeNull();
    await expect(moveConnection(other, requestId, "Shop")).rejects.toMatchObject({ code });
    expect([await connectionOf(id), await requestOf(requestId)]).toEqual(before);
  },
);
