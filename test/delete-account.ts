import { deleteAccount } from "@/lib/account/delete/delete";
import { affectedBusinesses, markOfEffects } from "@/lib/merchants/members/affected-businesses";
import type { User } from "@/lib/principal";

/** Deletes an account as its page does, which first says what happens to each business. */
export async function deleteAsShown(user: User, confirmation = user.email): Promise<void> {
  await deleteAccount(user, confirmation, markOfEffects(await affectedBusinesses(user)));
}
