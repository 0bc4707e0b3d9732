import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ErrorHeader } from "@/components/layout/error-header";
import { NotFoundCard } from "@/components/layout/not-found-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("errors");
  return { title: t("notFoundTitle") };
}

export default function NotFoundPage() {
  return (
    <>
      <ErrorHeader />
      <main id="content" className="grow px-5 pt-8 pb-16 sm:pt-12">
        <NotFoundCard />
      </main>
    </>
  );
}
