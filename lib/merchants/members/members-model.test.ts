import fc from "fast-check";
import { expect } from "vitest";
import { findReader } from "@/lib/auth/members/find-reader";
import { renameConnection } from "@/lib/connections/rename";
import { isAppError } from "@/lib/errors/app-error";
import { affectedBusinesses } from "@/lib/merchants/members/affected-businesses";
import { changeMemberRole } from "@/lib/merchants/members/change-role";
import { leaveMerchant } from "@/lib/merchants/members/leave";
import { listMembers } from "@/lib/merchants/members/list";
import { removeMember } from "@/lib/merchants/members/remove";
import { isMember, isOwner, type User } from "@/lib/principal";
import { MemberRole } from "@/prisma/generated/enums";
import { addConnection, createMerchant, createUser, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

const USERS = 3;
const MERCHANTS = 2;

type Deed = { kind: string; user: number; merchant: number; target?: number; role?: MemberRole };

const place = { user: fc.nat(USERS - 1), merchant: fc.nat(MERCHANTS - 1) };
const role = fc.constantFrom(...Object.values(MemberRole));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constantFrom("see", "rename", "leave"), ...place }),
  fc.record({ kind: fc.constant("remove"), ...place, target: fc.nat(USERS - 1) }),
  fc.record({ kind: fc.constant("change"), ...place, target: fc.nat(USERS - 1), role }),
);

/** The roles of each merchant's members, by user. Each merchant has an active connection. */
type Model = Map<number, MemberRole>[];

/** The outcome of a deed according to the model; null when it is refused. The model changes with it. */
function expectedOf(model: Model, { kind, user, merchant, target = -1, role = "READER" }: Deed): "done" | null {
  const members = model[merchant] ?? new Map();
  const own = members.get(user);
  if (own === undefined) return null;
  const ownersBeside = (one: number) => [...members].filter(([id, its]) => id !== one && its === "OWNER").length;
  if (kind === "see") return "done";
  if (kind === "rename") return own === "READER" ? null : "done";
  if (kind === "leave") {
    // The last owner stays because of the other members, or because of the connection.
    if (own === "OWNER" && ownersBeside(user) === 0) return null;
    members.delete(user);
    return "done";
  }
  if (own !== "OWNER" || !members.has(target)) return null;
  if (kind === "remove") {
    if (target === user) return null;
    members.delete(target);
    return "done";
  }
  if (role !== "OWNER" && ownersBeside(target) === 0) return null;
  members.set(target, role);
  return "done";
}

test("no action succeeds that the roles do not allow, and no other merchant's id is in an answer", async ({
  database,
}) => {
  const random = fc.array(fc.array(fc.option(role), { minLength: USERS, maxLength: USERS }), {
    minLength: MERCHANTS,
    maxLength: MERCHANTS,
  });
  await fc.assert(
    fc.asyncProperty(random, fc.array(deed, { minLength: 5, maxLength: 25 }), async (start, deeds) => {
      const users = await Promise.all(Array.from({ length: USERS }, () => createUser(database)));
      const merchants = await Promise.all(start.map((_, n) => createMerchant(database, `Business ${n}`)));
      const connections = await Promise.all(merchants.map(({ id }) => addConnection(database, id)));
      const model: Model = start.map(() => new Map());
      for (const [m, roles] of start.entries()) {
        // A merchant that was made by the API may have members and no owner.
        for (const [u, one] of roles.entries()) {
          const [user, merchant] = [users[u], merchants[m]];
          if (!one || !user || !merchant) continue;
          await joinMerchant(database, user, merchant, one);
          model[m]?.set(u, one);
        }
      }

      for (const each of deeds) {
        const user = users[each.user];
        const merchant = merchants[each.merchant];
        if (!user || !merchant) continue;
        const expected = expectedOf(model, each);
        const answer = await act(user, merchant.id, each, users[each.target ?? 0], connections[each.merchant] ?? "");
        expect(answer !== null ? "done" : null).toBe(expected);
        const others = merchants.filter(({ id }) => id !== merchant.id).map(({ id }) => id);
        for (const id of others) expect(JSON.stringify(answer)).not.toContain(id);
        const { rows } = await database.client.query<{ userId: string; role: MemberRole }>(
          `SELECT "userId", role FROM "Member" WHERE "merchantId" = $1`,
          [merchant.id],
        );
        const stored = new Map(rows.map((row) => [users.findIndex(({ id }) => id === row.userId), row.role]));
        expect(stored).toEqual(model[each.merchant]);
      }
    }),
    { numRuns: 30 },
  );
});

/** Acts as a page or an action does: the principal first, and then the verb that takes it. Returns null for a refusal. */
async function act(user: User, merchantId: string, deed: Deed, target: User | undefined, connection: string) {
  const reader = await findReader(user, merchantId);
  if (!reader) return null;
  try {
    if (deed.kind === "see") return { reader, members: await listMembers(reader) };
    if (deed.kind === "rename")
      return isMember(reader) && (await renameConnection(reader, connection, "New")) ? {} : null;
    if (deed.kind === "leave") {
      const [own] = await affectedBusinesses(reader, merchantId);
      return (await leaveMerchant(reader, own?.effect ?? "stays")) ?? {};
    }
    if (!isOwner(reader) || !target) return null;
    if (deed.kind === "remove") return (await removeMember(reader, target.id)) ?? {};
    return (await changeMemberRole(reader, target.id, deed.role ?? "READER")) ?? {};
  } catch (error) {
    if (["not_found", "last_owner", "last_member"].some((code) => isAppError(error, code as "not_found"))) return null;
    throw error;
  }
}
