import type { ReactNode } from "react";
import { endViewAction } from "@/app/(admin)/admin/merchants/actions";
import { ViewBanner } from "@/components/layout/view-banner";
import { MarkForms } from "@/components/ui/form";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { userMark } from "@/lib/forms/user-mark";

/** Every page here has a frame of its own part. This authorizes nobody: each page does so itself. */
export default async function MerchantLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  return (
    <MarkForms mark={user && userMark(user.id)}>
      <ViewBanner view={user?.view ?? null} end={endViewAction} />
      {children}
    </MarkForms>
  );
}
