// A test for the compiler: `npm test -- types` fails if one of the refused paths becomes possible. Nothing calls it.

import { redirect } from "next/navigation";
import { BackLink } from "@/components/admin/shared/back-link";
import { NavLink } from "@/components/layout/nav-link";
import { ButtonLink, PlainButtonLink } from "@/components/ui/button";
import { connectionPath } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";

const children = null;

export const linksAndRedirects = (id: string) => [
  () => redirect("/settings?saved=profile#you"),
  // @ts-expect-error
  () => redirect("/setings"),
  () => redirect(`${connectionPath(id)}/disconnect?done=retried`),
  // @ts-expect-error
  () => redirect(`${connectionPath(id)}/disconect`),
  () => seeOther("/api/account/invitation"),
  // @ts-expect-error
  () => seeOther("/api/account/exports"),
  // @ts-expect-error
  () => seeOther(id),
  () => ButtonLink({ href: "/settings#email" }),
  // @ts-expect-error
  () => ButtonLink({ href: "/setings#email" }),
  () => PlainButtonLink({ href: `/admin/bulk-disconnects/${id}/export?format=csv` }),
  // @ts-expect-error
  () => PlainButtonLink({ href: `/admin/bulk-disconnects/${id}/exports` }),
  () => BackLink({ href: "/admin/merchants", children }),
  // @ts-expect-error
  () => BackLink({ href: "/admin/merchant", children }),
  () => NavLink({ href: "/admin/notifications", children }),
  // @ts-expect-error
  () => NavLink({ href: "/admin/notification", children }),
];
