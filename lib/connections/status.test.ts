import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { beforeEach, expect, vi } from "vitest";
import {
  activate,
  type Former,
  type Grant,
  moveToMerchant,
  setDisconnected,
  setDisconnecting,
} from "@/lib/connections/status";
import { db } from "@/lib/db/client";
import type { Owner } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import { ConnectionStatus } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

const SYSTEM = { type: "SYSTEM" } as const;
const ANY = Prisma.sql`true`;

let database: TestDatabase;
let owner: Owner;
let stranger: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  owner = await createOwner(database, "Owner Oy");
  stranger = await createOwner(database, "Stranger Oy");
});

const row = async (receiptheroId: string) => db().connection.findUniqueOrThrow({ where: { receiptheroId } });
const grantTo = (user: Owner, receiptheroId: string, changes: Partial<Grant> = {}): Grant => ({
  receiptheroId,
  merchantId: user.merchant.id,
  label: "Shop",
  scopes: ["receipt:read"],
  readProven: false,
  partnerKeys: [],
  partnerMetadata: "{}",
  replacesId: null,
  sealedToken: `sealed-${randomUUID()}`,
  issuedAt: null,
  ...changes,
});

/** The transitions of docs/data-model.md: the effect of each in every state, `null` where it must do nothing. */
const TRANSITIONS = {
  "granted again": {
    does: (id: string) => db().$transaction((tx) => activate(tx, grantTo(owner, id))),
    from: { ACTIVE: "ACTIVE", DISCONNECTING: "ACTIVE", DISCONNECTED: "ACTIVE" },
  },
  "granted to another merchant": {
    does: (id: string) => db().$transaction((tx) => activate(tx, grantTo(stranger, id))),
    from: { ACTIVE: null, DISCONNECTING: null, DISCONNECTED: null },
  },
  "moved to another merchant": {
    does: (id: string) => moveAs(id, {}),
    from: { ACTIVE: "ACTIVE", DISCONNECTING: null, DISCONNECTED: "ACTIVE" },
  },
  "moved after another grant": {
    does: (id: string) => moveAs(id, { grantNumber: 7 }),
    from: { ACTIVE: null, DISCONNECTING: null, DISCONNECTED: null },
  },
  disconnect: {
    does: (id: string) => db().$transaction((tx) => setDisconnecting(tx, ofOwner(id), SYSTEM, "ADMIN")),
    from: { ACTIVE: "DISCONNECTING", DISCONNECTING: null, DISCONNECTED: null },
  },
  "disconnect by another merchant": {
    does: (id: string) =>
      db().$transaction((tx) =>
        setDisconnecting(tx, { receiptheroId: id, merchantId: stranger.merchant.id }, SYSTEM, "MERCHANT"),
      ),
    from: { ACTIVE: null, DISCONNECTING: null, DISCONNECTED: null },
  },
  removal: {
    does: (id: string) => db().$transaction((tx) => setDisconnected(tx, id, ANY, { actor: SYSTEM, by: "RECEIPTHERO" })),
    from: { ACTIVE: "DISCONNECTED", DISCONNECTING: "DISCONNECTED", DISCONNECTED: null },
  },
  "removal whose condition does not hold": {
    does: (id: string) =>
      db().$transaction((tx) => setDisconnected(tx, id, Prisma.sql`false`, { actor: SYSTEM, by: "SYSTEM" })),
    from: { ACTIVE: null, DISCONNECTING: null, DISCONNECTED: null },
  },
} as const;

/** Moves a connection to the stranger as it is, except for `changes`. */
async function moveAs(id: string, changes: Partial<Former>): Promise<void> {
  const { merchantId, status, grantNumber } = await row(id);
  const former = { merchantId, status, grantNumber, ...changes };
  await db().$transaction((tx) => moveToMerchant(tx, grantTo(stranger, id), former));
}

const ofOwner = (receiptheroId: string) => ({ receiptheroId, merchantId: owner.merchant.id });

/** A connection of the owner in a given state, reached by real transitions. */
async function connectionIn(status: ConnectionStatus): Promise<string> {
  const id = randomUUID();
  await db().$transaction((tx) => activate(tx, grantTo(owner, id)));
  if (status !== "ACTIVE") await db().$transaction((tx) => setDisconnecting(tx, ofOwner(id), SYSTEM, "MERCHANT"));
  if (status === "DISCONNECTED") {
    await db().$transaction((tx) => setDisconnected(tx, id, ANY, { actor: SYSTEM, by: "SYSTEM" }));
  }
  return id;
}

for (const [name, { does, from }] of Object.entries(TRANSITIONS)) {
  for (const status of Object.values(ConnectionStatus)) {
    const to = from[status];
    test(`${name}: ${status} ${to === null ? "stays as it is, and nothing is recorded" : `becomes ${to}`}`, async () => {
      const id = await connectionIn(status);
      const before = await row(id);
      const recorded = await db().auditEvent.count({ where: { receiptheroId: id } });
      await does(id);
      const after = await row(id);
      if (to === null) {
        expect(after).toEqual(before);
        expect(await db().auditEvent.count({ where: { receiptheroId: id } })).toBe(recorded);
        return;
      }
      expect(after.status).toBe(to);
      expect({
        hasToken: after.sealedToken !== null,
        isDisconnecting: after.disconnectingSince !== null,
        isOver: after.disconnectedAt !== null,
        hasEnder: after.disconnectedBy !== null,
      }).toEqual({
        hasToken: to !== "DISCONNECTED",
        isDisconnecting: to === "DISCONNECTING",
        isOver: to === "DISCONNECTED",
        hasEnder: to !== "ACTIVE",
      });
    });
  }
}

test("a grant is new, renewed, adopted from a deleted merchant, or foreign", async () => {
  const id = randomUUID();
  const grant = (user: Owner) => db().$transaction((tx) => activate(tx, grantTo(user, id)));
  expect(await grant(owner)).toBe("new");
  expect(await grant(owner)).toBe("renewed");
  await db().$executeRaw`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = ${owner.merchant.id}::uuid`;
  // The disconnect is not complete, so the connection still belongs to the deleted merchant.
  expect(await grant(stranger)).toBe("foreign");
  await db().$transaction((tx) => setDisconnected(tx, id, ANY, { actor: SYSTEM, by: "SYSTEM" }));
  expect(await grant(stranger)).toBe("adopted");
  expect(await row(id)).toMatchObject({
    merchantId: stranger.merchant.id,
    modifiedAt: null,
    disconnectedBy: null,
    grantNumber: 3,
  });
});

test("of two grants that adopt a connection at once, the second renews it", async () => {
  const id = await connectionIn("DISCONNECTED");
  await db().$executeRaw`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = ${owner.merchant.id}::uuid`;
  const { promise: isAdopted, resolve: adopted } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const first = db().$transaction(async (tx) => {
    const activation = await activate(tx, grantTo(stranger, id));
    adopted();
    await mayCommit;
    return activation;
  });
  await isAdopted;
  const second = db().$transaction((tx) => activate(tx, grantTo(stranger, id)));
  await vi.waitFor(async () => {
    const waiting = await database.client.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    expect(waiting.rows).toHaveLength(1);
  });
  commit();
  expect([await first, await second]).toEqual(["adopted", "renewed"]);
});

test("of two grants that overtake each other the token that was issued last stays, with what it may do", async () => {
  const id = randomUUID();
  const grant = (sealedToken: string, issuedAt: Date | null) => {
    const granted = { sealedToken, issuedAt, scopes: [`scope of ${sealedToken}`], readProven: sealedToken === "newer" };
    return db().$transaction((tx) => activate(tx, grantTo(owner, id, granted)));
  };
  await grant("newer", new Date("2026-01-02"));
  await grant("older", new Date("2026-01-01"));
  const newer = { sealedToken: "newer", scopes: ["scope of newer"], readProven: true };
  expect(await row(id)).toMatchObject({ ...newer, grantNumber: 2 });
  // Without `iat` the last token wins.
  await grant("undated", null);
  expect(await row(id)).toMatchObject({ sealedToken: "undated", scopes: ["scope of undated"], readProven: false });
  await db().$transaction((tx) => setDisconnecting(tx, ofOwner(id), SYSTEM, "MERCHANT"));
  await grant("after", new Date("2025-01-01"));
  expect(await row(id)).toMatchObject({ status: "ACTIVE", sealedToken: "after" });
});

test("a connection replaces another one of the same merchant alone, and never itself", async () => {
  const [former, foreign, id] = [randomUUID(), randomUUID(), randomUUID()];
  const grant = (user: Owner, receiptheroId: string, replacesId: string | null) =>
    db().$transaction((tx) => activate(tx, grantTo(user, receiptheroId, { replacesId })));
  await grant(owner, former, null);
  await grant(stranger, foreign, null);
  await grant(owner, id, foreign);
  expect((await row(id)).replacesId).toBeNull();
  await grant(owner, id, id);
  expect((await row(id)).replacesId).toBeNull();
  await grant(owner, id, former);
  await grant(owner, id, null);
  expect((await row(id)).replacesId).toBe(former);
});

test("the actor who began a disconnect is recorded, no matter who finishes it", async () => {
  const begun = await connectionIn("DISCONNECTING");
  await db().$transaction((tx) => setDisconnected(tx, begun, ANY, { actor: SYSTEM, by: "RECEIPTHERO" }));
  expect((await row(begun)).disconnectedBy).toBe("MERCHANT");
  const active = await connectionIn("ACTIVE");
  await db().$transaction((tx) => setDisconnected(tx, active, ANY, { actor: SYSTEM, by: "SYSTEM" }));
  expect((await row(active)).disconnectedBy).toBe("SYSTEM");
});

test("no other module writes the status of a connection", () => {
  const writers = globSync("{app,lib,components}/**/*.{ts,tsx}").filter((file) => {
    if (/\.test\.ts$/.test(file)) return false;
    const source = readFileSync(file, "utf8");
    return (
      /UPDATE "Connection"[^`]*?SET(?:(?!WHERE)[^`])*\bstatus = /.test(source) ||
      /INSERT INTO "Connection"[\s(]/.test(source) ||
      /connection\.(?:create|update|upsert)\w*\([^;]*?\bdata: \{[^}]*\bstatus:/.test(source)
    );
  });
  expect(writers).toEqual(["lib/connections/status.ts"]);
});
