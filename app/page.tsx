import { redirect } from "next/navigation";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { businessPath } from "@/lib/http/paths";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import { isStaff } from "@/lib/principal";

/** Leads to the user's business, to the list of several, or to the admin's pages. */
export default async function StartPage() {
  const user = await requireUser();
  const [first, second] = await listOwnBusinesses(user);
  if (second) redirect("/businesses");
  if (first) redirect(`${businessPath(first.id)}/connections`);
  redirect(isStaff(user) ? "/admin" : "/welcome");
}
