import { redirect } from "next/navigation";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { isStaff } from "@/lib/principal";

export default async function StartPage() {
  const user = await requireUser();
  redirect(isStaff(user) && !user.merchant ? "/admin" : "/connections");
}
