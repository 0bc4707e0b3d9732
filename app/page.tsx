import { redirect } from "next/navigation";
import { requireUser } from "@/lib/auth/session";

export default async function StartPage() {
  const user = await requireUser();
  redirect(user.role === "ADMIN" && !user.merchant ? "/admin" : "/connections");
}
