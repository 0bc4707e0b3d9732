import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/auth/session";

export default async function AdminPage() {
  await requireStaff("/admin");
  redirect("/admin/connections");
}
