import { notFound } from "next/navigation";
import { z } from "zod";
import { requireAdmin, requireStaff } from "@/lib/auth/sessions/current-user";
import type { Staff } from "@/lib/principal";
import { getUser } from "@/lib/users/get";

type Params = Promise<{ personId: string }>;

/** The user in the requested path, for staff. For any other visitor the page does not exist. */
export function loadPerson(params: Params) {
  return load(params, requireStaff);
}

/** As `loadPerson`, for a page that changes a user. For admins, and never the admin's own account. */
export async function loadOtherPerson(params: Params) {
  const { person } = await load(params, requireAdmin);
  return person.isSelf ? notFound() : person;
}

async function load(params: Params, require: () => Promise<Staff>) {
  const id = z.uuid().safeParse((await params).personId).data ?? notFound();
  const staff = await require();
  return { staff, person: (await getUser(staff, id)) ?? notFound() };
}
