import { signOutAction } from "@/app/(auth)/actions";
import { MerchantFrame } from "@/components/layout/merchant-frame";
import { FormsOfBusiness } from "@/components/ui/form";
import { findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { requestedSegment } from "@/lib/http/requested-path";

/** The frame of a connection's pages: the business is the connection's. It authorizes nobody: each page does so itself. */
export default async function ConnectionLayout({ children }: LayoutProps<"/connections/[receiptheroId]">) {
  const user = await currentUser();
  const viewer = user && (await findViewerOfConnection(user, await requestedSegment(1)));
  return (
    <FormsOfBusiness merchantId={viewer?.merchant.id ?? null}>
      <MerchantFrame user={user} viewer={viewer} signOut={signOutAction}>
        {children}
      </MerchantFrame>
    </FormsOfBusiness>
  );
}
