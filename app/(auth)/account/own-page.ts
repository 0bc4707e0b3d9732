import type { Route } from "next";
import { checkedRoute } from "@/lib/http/paths";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import { isStaff, type User } from "@/lib/principal";

/**
 * The page on which a user finds the own ways to sign in: staff without a business on their page for staff, others in the
 * settings.
 * @param section the section to show
 * @param done a notice to show there: a key below `settings.saved` and `admin.users.done` in messages/
 */
export async function ownPage(
  user: User,
  section: "identities" | "passkeys",
  done?: "unlinked" | "passkeyAdded" | "passkeyRenamed" | "passkeyRemoved",
): Promise<Route> {
  const isAtHome = isStaff(user) && (await listOwnBusinesses(user)).length === 0;
  return checkedRoute(
    isAtHome
      ? `/admin/users/${user.id}${done ? `?done=${done}` : ""}#${section}`
      : `/settings${done ? `?saved=${done}` : ""}#${section}`,
  );
}
