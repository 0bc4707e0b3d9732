// A process beside each run. When the run is killed with -9, it ends what the run had started, in order. It is told
// over its channel what that is, and the closing of the channel is how it learns that the run is gone. It holds the
// run's lock too, so that the next run begins after that.

import { endInOrder, type Member } from "./end-in-order.ts";

let members: Member[] = [];

process.on("message", (message: Member[]) => {
  members = message;
});
process.on("disconnect", async () => {
  await endInOrder(members);
  process.exit(0);
});
