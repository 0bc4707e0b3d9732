import type { ReactNode } from "react";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { SiteFooter } from "@/components/layout/site-footer";
import { SiteHeader } from "@/components/layout/site-header";
import type { User, Viewer } from "@/lib/principal";

type MerchantFrameProps = {
  user: User | null;
  /** The user in the business that the page is about, if there is one. */
  viewer: Viewer | null;
  signOut: () => Promise<void>;
  children: ReactNode;
};

/** The header of a merchant's page, and the place of its content. */
export function MerchantFrame({ user, viewer, signOut, children }: MerchantFrameProps) {
  return (
    <>
      {user && <SiteHeader user={user} business={viewer?.merchant ?? null} signOut={signOut} />}
      <main id="content" className="mx-auto w-full max-w-4xl grow px-5 pt-10 pb-20">
        {children}
      </main>
      <LanguageSwitch className={`mx-auto pb-4 ${user ? "sm:hidden" : ""}`} />
      <SiteFooter />
    </>
  );
}
