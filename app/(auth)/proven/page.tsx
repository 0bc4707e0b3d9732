import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PaperPage } from "@/components/ui/paper-card";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("proof");
  return { title: t("title") };
}

const RESULTS = ["proven", "stale", "other_identity"] as const;

/**
 * The last page of a proof with the identity provider, in its own tab. It explains how to continue in the original tab.
 */
export default async function ProvenPage({ searchParams }: PageProps<"/proven">) {
  const provider = env().oidc?.name ?? notFound();
  const asked = (await searchParams).result;
  const result = RESULTS.find((candidate) => candidate === asked) ?? "failed";
  const t = await getTranslations("proven");
  return (
    <PaperPage title={t(`${result}Title`)}>
      <p className="mt-3">{t(result, { provider })}</p>
    </PaperPage>
  );
}
