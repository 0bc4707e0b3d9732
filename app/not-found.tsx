import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FrameMessages } from "@/components/layout/client-messages";
import { ErrorHeader } from "@/components/layout/error-header";
import { NotFoundCard } from "@/components/layout/not-found-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("errors");
  return { title: t("notFoundTitle") };
}

/** It brings its texts along: the answer to an action that finds nothing has this page without the layout. */
export default function NotFoundPage() {
  return (
    <FrameMessages>
      <ErrorHeader />
      <main id="content" className="grow px-5 pt-8 pb-16 sm:pt-12">
        <NotFoundCard />
      </main>
    </FrameMessages>
  );
}
