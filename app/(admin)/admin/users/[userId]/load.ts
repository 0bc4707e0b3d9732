import { notFound } from "next/navigation";
import { z } from "zod";
import { requireAdmin, requireStaff } from "@/lib/auth/sessions/current-user";
import type { Staff } from "@/lib/principal";
import { getUser } from "@/lib/users/get";

type Params = Promise<{ userId: string }>;

/** The user in the requested path, for staff. For any other visitor the page does not exist. */
export function loadUser(params: Params) {
  return load(params, requireStaff);
}

/** As `loadUser`, for a page that changes a user. For admins, and never the admin's own account. */
export async function loadOtherUser(params: Params) {
  const { user } = await load(params, requireAdmin);
  return user.isSelf ? notFound() : user;
}

async function load(params: Params, require: () => Promise<Staff>) {
  const id = z.uuid().safeParse((await params).userId).data ?? notFound();
  const staff = await require();
  return { staff, user: (await getUser(staff, id)) ?? notFound() };
}
