import { expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import type { Owner } from "@/lib/principal";
import { test as base } from "@/test/authorization";
import { BROWSER, connect, consent } from "@/test/connect";
import { createMerchant, joinMerchant } from "@/test/factories";

/** The test of an authorization, whose user owns a second business to which a connection can be moved. */
export const test = base
  /** The same user as owner of another business. */
  .extend("other", async ({ database, user }): Promise<Owner> => {
    return joinMerchant(database, user, await createMerchant(database, "Bageri Ilta"), "OWNER");
  })
  .extend("connectionOf", ({ rows }) => async (id: string) => {
    return (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];
  })
  .extend("requestOf", ({ rows }) => async (id: string) => {
    return (await rows(`SELECT * FROM "AuthorizationRequest" WHERE id = $1`, [id]))[0];
  })
  /**
   * Connects the owner's first business, and authorizes the same account for the other one. Returns the connection and
   * the request that offers to move it.
   */
  .extend("offer", ({ sandbox, user, other }) => async () => {
    const id = await connect(sandbox, user);
    const outcome = await completeAuthorization(other, BROWSER, await consent(sandbox, other));
    if (outcome.connected || !outcome.request) throw new Error("no offer");
    expect(outcome).toMatchObject({ reason: "move_offered", request: { merchantId: other.merchant.id } });
    return { id, requestId: outcome.request.id };
  });
