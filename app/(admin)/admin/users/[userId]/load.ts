import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireAdmin, requireStaff } from "@/lib/auth/sessions/current-user";
import { getUser } from "@/lib/users/get";

type Params = Promise<{ userId: string }>;

/** The user in the requested path, for staff. For any other visitor the page does not exist. */
export async function loadUser(params: Params) {
  return load((await params).userId);
}

/** As `loadUser`, for a page that changes a user. For admins, and never the admin's own account. */
export async function loadOtherUser(params: Params) {
  await requireAdmin();
  const { user } = await loadUser(params);
  return user.isSelf ? notFound() : user;
}

/** It is read once per request. */
const load = cache(async (userId: string) => {
  const id = z.uuid().safeParse(userId).data ?? notFound();
  const staff = await requireStaff();
  return { staff, user: (await getUser(staff, id)) ?? notFound() };
});
