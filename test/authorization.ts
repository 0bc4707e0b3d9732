import { connect, consent, startOver } from "@/test/connect";
import { createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";

/**
 * A test of authorization. It begins with an empty sandbox and a signed-in owner, and has the steps of that owner. It
 * must name `user` or a step.
 */
export const test = base
  .extend("user", async ({ database, sandbox }) => {
    await startOver(database, sandbox);
    return createOwner(database);
  })
  /** The rows of a query. */
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** The rows of the owner's connections. */
  .extend("connections", ({ rows, user }) => () => {
    return rows(`SELECT * FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id]);
  })
  /** Consents at the sandbox, and returns the query of the callback. */
  .extend(
    "consent",
    ({ sandbox, user }) =>
      () =>
        consent(sandbox, user),
  )
  /** Connects the owner, and returns the connection's receipthero_id. */
  .extend(
    "connect",
    ({ sandbox, user }) =>
      () =>
        connect(sandbox, user),
  );
