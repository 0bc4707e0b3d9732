import { redirect } from "next/navigation";
import { findLastUsed } from "@/lib/auth/members/find-reader";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { isStaff } from "@/lib/principal";

export default async function StartPage() {
  const user = await requireUser();
  redirect(isStaff(user) && !(await findLastUsed(user)) ? "/admin" : "/connections");
}
