import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { MERCHANT_FIELD } from "../../lib/forms/merchant-field.ts";
import { USER_MARK_FIELD } from "../../lib/forms/user-mark-field.ts";
import { addConnection, addUser } from "../fixtures/access-rows.ts";
import { actionsInTheCode } from "../fixtures/route-inventory.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Random steps of users in businesses, over HTTP and against a plain model. An action is sent as the script of our pages
// sends it, so a user also sends what no page offers.

const USERS = [0, 1, 2];
const MERCHANTS = [0, 1, 2, 3];
const RUNS = 12;
const ROLES = ["OWNER", "MEMBER", "READER"] as const;
const READS = ["list", "open", "settings", "export"] as const;
const CHANGES = ["rename", "connect", "invite", "role", "remove"] as const;

type Role = (typeof ROLES)[number];
type User = { id: string; cookie: string };
type Merchant = { id: string; name: string; connection: string };
type Step = {
  kind: (typeof READS | typeof CHANGES)[number];
  user: number;
  merchant: number;
  target: number;
  role: Role;
};

/**
 * The state of a business: the role of each member, the label of its connection, how much was started, and how many
 * invitations of each member are open.
 */
type Business = { roles: Record<number, Role>; label: string; requests: number; invitations: Record<number, number> };

const role = fc.constantFrom(...ROLES);
const start = fc.array(fc.array(fc.option(role), { minLength: USERS.length, maxLength: USERS.length }), {
  minLength: MERCHANTS.length,
  maxLength: MERCHANTS.length,
});
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...READS, ...CHANGES),
  user: fc.constantFrom(...USERS),
  merchant: fc.constantFrom(...MERCHANTS),
  target: fc.constantFrom(...USERS),
  role,
});

test("no step succeeds that the roles do not allow, each that they allow does, and no answer names another business", async ({
  stack,
}) => {
  const actions = new Map(actionsInTheCode().map((action) => [action.name, action.id]));
  const steps = fc.array(step, { minLength: 15, maxLength: 15 });
  const property = fc.asyncProperty(start, steps, async (roles, taken) => {
    const users: User[] = [];
    for (const _ of USERS) users.push(await addUser(stack, "MERCHANT", null));
    const model = roles.map((given) => businessWith(given));
    const merchants: Merchant[] = [];
    for (const business of model) merchants.push(await addMerchant(stack, users, business));
    for (const one of taken) {
      const [user, merchant, business] = [users[one.user], merchants[one.merchant], model[one.merchant]];
      if (!user || !merchant || !business) throw new Error("a step without a user or a business");
      const hidden = model.flatMap(({ roles: its, label }, n) => {
        const other = merchants[n];
        if (!other || its[one.user]) return [];
        // The request itself names the ids of its business.
        return n === one.merchant ? [other.name, label] : [other.name, label, other.id, other.connection];
      });
      const label = randomUUID();
      const response = await take(stack, actions, user, merchant, {
        ...one,
        target: users[one.target]?.id ?? "",
        label,
      });
      const answer = `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
      expect(response.status, answer).toBeLessThan(500);
      for (const text of hidden) expect(answer).not.toContain(text);
      if (one.kind in PAGES) expect(response.status).toBe(business.roles[one.user] ? 200 : 404);
      else change(business, one, label);
      expect(await businessesIn(stack, users, merchants)).toEqual(model);
    }
  });
  // The error names the seed and the path of the example. Shrinking would take longer than a journey may.
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

/** A business before the first step. One with members has an owner. */
function businessWith(given: (Role | null)[]): Business {
  const hasOwner = given.includes("OWNER") || given.every((one) => one === null);
  const roles = Object.fromEntries(given.flatMap((one, n) => (one ? [[n, one]] : [])));
  return { roles: hasOwner ? roles : { ...roles, 0: "OWNER" }, label: randomUUID(), requests: 0, invitations: {} };
}

/** Makes the change in the model, if the roles allow it. */
function change(business: Business, { kind, user, target, role: wanted }: Step, label: string): void {
  const { roles, invitations } = business;
  const own = roles[user];
  if (own === undefined || own === "READER") return;
  if (kind === "rename") business.label = label;
  if (kind === "connect") business.requests += 1;
  if (own !== "OWNER") return;
  if (kind === "invite") invitations[user] = (invitations[user] ?? 0) + 1;
  if (!roles[target]) return;
  const isLastOwner = !Object.entries(roles).some(([n, one]) => Number(n) !== target && one === "OWNER");
  if (kind === "role" && (wanted === "OWNER" || !isLastOwner)) roles[target] = wanted;
  if (kind === "remove" && target !== user) delete roles[target];
  // The invitations of a former owner are withdrawn.
  if (roles[target] !== "OWNER") delete invitations[target];
}

const PAGES: Record<string, (merchant: Merchant) => string> = {
  list: ({ id }: Merchant) => `/businesses/${id}/connections`,
  open: ({ connection }: Merchant) => `/connections/${connection}`,
  settings: ({ id }: Merchant) => `/businesses/${id}/settings`,
  export: ({ id }: Merchant) => `/businesses/${id}/export`,
} satisfies Record<(typeof READS)[number], unknown>;

type Sent = { target: string; role: Role; label: string };

/** The action of a change, with its fields. */
function formOf(kind: string, { connection }: Merchant, sent: Sent): [action: string, fields: Record<string, string>] {
  if (kind === "rename") return ["renameAction", { receiptheroId: connection, label: sent.label }];
  if (kind === "connect") return ["startAuthorizationAction", { label: sent.label, scopes: "receipt:read" }];
  if (kind === "invite") return ["inviteMemberAction", { email: `${sent.label}@example.com`, role: sent.role }];
  if (kind === "role") return ["changeMemberRoleAction", { id: sent.target, role: sent.role }];
  return ["removeMemberAction", { id: sent.target }];
}

/** Opens a page, or calls an action as the script of our pages does. */
function take(
  stack: Stack,
  actions: Map<string, string>,
  user: User,
  merchant: Merchant,
  { kind, ...sent }: Sent & { kind: string },
): Promise<Response> {
  const page = PAGES[kind]?.(merchant);
  const headers = { Cookie: user.cookie, Origin: stack.app.url };
  if (page) return fetch(stack.app.url + page, { headers, redirect: "manual" });
  const [name, fields] = formOf(kind, merchant, sent);
  const body = new FormData();
  const context = { [USER_MARK_FIELD]: stack.userMark(user.id), [MERCHANT_FIELD]: merchant.id };
  for (const [field, value] of Object.entries({ ...context, ...fields })) body.set(`_1_${field}`, value);
  body.set("0", JSON.stringify(["$undefined", "$K1"]));
  const action = { ...headers, "Next-Action": actions.get(name) ?? "" };
  const path = kind === "rename" ? `/connections/${merchant.connection}` : `/businesses/${merchant.id}/settings`;
  return fetch(stack.app.url + path, { method: "POST", headers: action, body, redirect: "manual" });
}

async function addMerchant(stack: Stack, users: User[], { roles, label }: Business): Promise<Merchant> {
  const name = randomUUID();
  const { id } = await stack.database.row<{ id: string }>(`INSERT INTO "Merchant" (name) VALUES ($1) RETURNING id`, [
    name,
  ]);
  for (const [n, one] of Object.entries(roles)) {
    await stack.database.rows(`INSERT INTO "Member" ("merchantId", "userId", role) VALUES ($1, $2, $3::"MemberRole")`, [
      id,
      users[Number(n)]?.id,
      one,
    ]);
  }
  return { id, name, connection: await addConnection(stack, id, "ACTIVE", label) };
}

/** The businesses as the database has them. */
async function businessesIn(stack: Stack, users: User[], merchants: Merchant[]): Promise<Business[]> {
  const ids = merchants.map(({ id }) => id);
  type Row = Omit<Business, "roles" | "invitations"> & {
    id: string;
    roles: Record<string, Role>;
    invitations: Record<string, number>;
  };
  const rows = await stack.database.rows<Row>(
    `SELECT m.id, c.label,
            (SELECT coalesce(json_object_agg(b."userId", b.role), '{}') FROM "Member" b WHERE b."merchantId" = m.id) AS roles,
            (SELECT count(*)::int FROM "AuthorizationRequest" r WHERE r."merchantId" = m.id) AS requests,
            (SELECT coalesce(json_object_agg(i."invitedById", i.sent), '{}')
               FROM (SELECT "invitedById", count(*) AS sent FROM "Invitation" WHERE "merchantId" = m.id GROUP BY 1) i) AS invitations
       FROM "Merchant" m JOIN "Connection" c ON c."merchantId" = m.id WHERE m.id = ANY($1) ORDER BY array_position($1, m.id)`,
    [ids],
  );
  const byNumber = <Value>(byId: Record<string, Value>) =>
    Object.fromEntries(users.flatMap(({ id }, n) => (byId[id] ? [[n, byId[id]]] : []))) as Record<number, Value>;
  return rows.map(({ id: _, roles, invitations, ...business }) => ({
    ...business,
    roles: byNumber(roles),
    invitations: byNumber(invitations),
  }));
}
