import { signOutAction } from "@/app/(auth)/actions";
import { MerchantFrame } from "@/components/layout/merchant-frame";
import { FormsOfBusiness } from "@/components/ui/form";
import { findViewer } from "@/lib/auth/members/find-viewer";
import { currentUser } from "@/lib/auth/sessions/current-user";

/** The frame of a business's pages. It authorizes nobody: each page does so itself. */
export default async function BusinessLayout({ params, children }: LayoutProps<"/businesses/[merchantId]">) {
  const { merchantId } = await params;
  const user = await currentUser();
  const viewer = user && (await findViewer(user, merchantId));
  return (
    <FormsOfBusiness merchantId={merchantId}>
      <MerchantFrame user={user} viewer={viewer} signOut={signOutAction}>
        {children}
      </MerchantFrame>
    </FormsOfBusiness>
  );
}
