import { control } from "@/sandbox/testing";
import { connect, startOver } from "@/test/connect";
import { createAdmin, createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { auditOfConnection, connectionRow } from "@/test/inspect";

/** A test that begins with an empty sandbox and a signed-in owner. It must name `user` or a step of that owner. */
export const test = base
  .extend("user", async ({ database, sandbox }) => {
    await startOver(database, sandbox);
    return createOwner(database);
  })
  .extend("admin", ({ database }) => createAdmin(database))
  /** The rows of a query. */
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** The row of a connection. */
  .extend("row", ({ database }) => (id: string) => {
    return connectionRow(database, id);
  })
  /** The audit actions of a connection, in order. */
  .extend("actions", ({ database }) => (id: string) => {
    return auditOfConnection(database, id);
  })
  /** Connects the owner, and returns the connection's receipthero_id. `fields` are the account holder's choices. */
  .extend(
    "connect",
    ({ sandbox, user }) =>
      (fields: Record<string, string> = {}) =>
        connect(sandbox, user, fields),
  )
  /** Makes an endpoint of the sandbox play a fault: for each request, or for every nth. */
  .extend("fault", ({ sandbox }) => (endpoint: string, fault: string, more: { every?: number } = {}) => {
    return control(sandbox, "PUT", "/faults", { endpoint, fault, ...more });
  });
