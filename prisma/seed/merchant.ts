import { addEvent } from "./audit-events.ts";
import { addConnection } from "./connection.ts";
import type { Context } from "./context.ts";
import { metadataScheme } from "./metadata.ts";
import { businessName, type Language, slug, userName } from "./names.ts";
import { addUnmatched } from "./receipts.ts";
import { addFailedRequests } from "./requests.ts";
import type { Rows } from "./rows.ts";
import { arrival, iso, MINUTE, nextConnection } from "./time.ts";

const MOST_CONNECTIONS = 40;

/** The fields of a merchant that its connections need. */
export type Merchant = {
  id: string;
  name: string;
  language: Language;
  users: string[];
  metadata: ReturnType<typeof metadataScheme>;
};

/**
 * Adds a merchant with its users, connections and all of their data.
 * @param share its position in the order of time, 0 to 1
 * @param most how many connections it may have; most merchants have one, few have up to 40
 * @returns how many connections it has
 */
export function addMerchant(context: Context, rows: Rows, share: number, most: number): number {
  const { random, now } = context;
  const createdAt = arrival(random, share, now);
  const merchant = makeMerchant(context, rows, createdAt);
  const size = Math.floor((1 - random.number()) ** (-1 / 1.3));
  const wanted = size > MOST_CONNECTIONS ? random.between(MOST_CONNECTIONS / 2, MOST_CONNECTIONS) : size;

  if (random.chance(0.002)) addUnmatched(context, rows, createdAt);
  let former: string | null = null;
  let at = Math.min(createdAt + random.between(2, 90) * MINUTE, now);
  let number = 0;
  do {
    addFailedRequests(context, rows, merchant, at);
    former = addConnection(context, rows, merchant, { number, at, replacesId: former });
    number++;
    at = nextConnection(random, at);
  } while (number < Math.min(wanted, most) && at < now);
  return number;
}

function makeMerchant({ random }: Context, rows: Rows, createdAt: number): Merchant {
  const language = random.weighted<Language>({ fi: 68, sv: 14, en: 18 });
  const name = businessName(random, language);
  const id = random.uuid();
  rows.Merchant.push({ id, name, createdAt: iso(createdAt) });

  // Reserved by RFC 2606: no email to these domains reaches anyone.
  const domain = `${slug(name)}-${id.slice(0, 8)}.example`;
  const users = Array.from({ length: Number(random.weighted({ "1": 60, "2": 28, "3": 12 })) }, (_, index) => {
    const user = userName(random, language);
    const userId = random.uuid();
    const joinedAt = iso(createdAt - random.between(1, 9) * MINUTE);
    rows.User.push({
      id: userId,
      email: `${slug(user)}${index === 0 ? "" : index + 1}@${domain}`,
      emailVerified: joinedAt,
      name: user,
      role: "MERCHANT",
      locale: "en",
      createdAt: joinedAt,
      disabledAt: null,
    });
    rows.Member.push({ merchantId: id, userId, role: index === 0 ? "OWNER" : "MEMBER", createdAt: joinedAt });
    return userId;
  });
  addEvent(rows, { at: createdAt, action: "merchant.created", actor: random.pick(users), merchantId: id });
  return { id, name, language, users, metadata: metadataScheme(random, language, id) };
}
