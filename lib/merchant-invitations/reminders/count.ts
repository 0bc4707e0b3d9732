import "server-only";
import { patientDb } from "@/lib/db/client";
import type { InvitationFilter } from "@/lib/merchant-invitations/filter";
import { remindable } from "@/lib/merchant-invitations/reminders/remindable";
import type { Admin } from "@/lib/principal";

/** How many of the invitations that match a filter may be reminded now, exactly. */
export async function countRemindable(_admin: Admin, filter: InvitationFilter): Promise<number> {
  const [counted] = await patientDb().$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n FROM "MerchantInvitation" i WHERE ${remindable(filter)}`;
  return counted.n;
}
