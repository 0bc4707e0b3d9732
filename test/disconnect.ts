import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { test as base } from "@/test/owner";

/** A test of disconnecting, with the owner's button and the jobs that it leaves. */
export const test = base
  /** The owner disconnects a connection. */
  .extend("disconnect", ({ user }) => (id: string) => {
    return disconnectConnection(user, id);
  })
  /** The waiting jobs. */
  .extend("jobs", ({ rows }) => () => {
    return rows(`SELECT key, attempts, max_attempts, run_at FROM graphile_worker.jobs`);
  });
