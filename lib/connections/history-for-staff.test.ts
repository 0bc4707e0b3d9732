import { expect } from "vitest";
import { EVENT_ORDER } from "@/lib/audit/query";
import { recordAuditEvent } from "@/lib/audit/record";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { db } from "@/lib/db/client";
import { type Cursor, decodeCursor } from "@/lib/db/keyset";
import { connect } from "@/test/connect";
import { test } from "@/test/owner";

test("the history comes in pages that join without a gap, also while events are added", async ({
  sandbox,
  user,
  admin,
}) => {
  const id = await connect(sandbox, user);
  const add = () =>
    db().$transaction((tx) =>
      recordAuditEvent(tx, {
        actor: { type: "SYSTEM" },
        action: "connection.modified",
        merchantId: user.merchant.id,
        receiptheroId: id,
      }),
    );
  for (let event = 0; event < 45; event++) await add();
  const ids: string[] = [];
  let after: Cursor | null = null;
  do {
    const page = await historyForStaff(admin, id, after);
    ids.push(...page.events.map((event) => event.id));
    after = decodeCursor(EVENT_ORDER, page.next);
    await add();
  } while (after !== null);
  expect(ids).toHaveLength(46);
  expect(ids.map(BigInt)).toEqual([...new Set(ids.map(BigInt))].sort((a, b) => Number(b - a)));
});
