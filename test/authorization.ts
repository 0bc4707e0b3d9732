import { consent } from "@/test/connect";
import { test as base } from "@/test/owner";

/** A test of authorization, with the steps of an owner. It must name `user` or a step. */
export const test = base
  /** The rows of the owner's connections. */
  .extend("connections", ({ rows, user }) => () => {
    return rows(`SELECT * FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id]);
  })
  /** Consents at the sandbox, and returns the query of the callback. */
  .extend("consent", ({ sandbox, user }) => () => {
    return consent(sandbox, user);
  });
