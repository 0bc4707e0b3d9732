import { redirect } from "next/navigation";
import { isStaff, requireUser } from "@/lib/auth/sessions/current-user";

export default async function StartPage() {
  const user = await requireUser();
  redirect(isStaff(user) && !user.merchant ? "/admin" : "/connections");
}
