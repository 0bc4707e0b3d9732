import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ImageForm } from "@/components/admin/brand/image-form";
import { BackLink } from "@/components/admin/shared/back-link";
import { Notice } from "@/components/ui/notice";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { hasProof } from "@/lib/auth/proof/proof";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { imagePlaces } from "@/lib/brand/brand";
import { imageProblem } from "@/lib/brand/images/image";
import { MAX_PNG_SIDE } from "@/lib/brand/images/png";
import { readBrand } from "@/lib/brand/read";
import { MAX_BRAND_IMAGE_BYTES } from "@/lib/size-limits";
import { proveForBrandAction, removeBrandImageAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.brand.images");
  return { title: t("title") };
}

const outcome = z.object({
  problem: z.enum(imageProblem),
  place: z.enum(imagePlaces).optional().catch(undefined),
  /** A part of the refused file, by its name. */
  part: z
    .string()
    .regex(/^[\w:.-]{1,40}$/)
    .catch("?"),
});

const LIMITS = { kilobytes: MAX_BRAND_IMAGE_BYTES / 1024, pixels: MAX_PNG_SIDE };

/** The forms of the logo and the favicon. The proof comes first, because the browser would have to send a file again. */
export default async function BrandImagesPage({ searchParams }: PageProps<"/admin/brand/images">) {
  const admin = await requireAdmin();
  const brand = await readBrand();
  const refused = outcome.safeParse(await searchParams).data;
  const t = await getTranslations("admin.brand.images");
  const isProven = await hasProof(admin);
  return (
    <div className="max-w-2xl">
      <BackLink href="/admin/brand">{t("back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead", LIMITS)}</p>
      {refused && (
        <div className="mt-6">
          <Notice kind="problem" title={refused.place && t(`places.${refused.place}`)}>
            {t(`problems.${refused.problem}`, { ...LIMITS, part: refused.part })}
          </Notice>
        </div>
      )}
      {isProven ? (
        <div className="mt-8 grid gap-6">
          {imagePlaces.map((place) => (
            <ImageForm key={place} place={place} brand={brand} remove={removeBrandImageAction} />
          ))}
        </div>
      ) : (
        <>
          <p className="mt-7">{t("proof")}</p>
          <ProvenForm action={proveForBrandAction} className="mt-4">
            <SubmitButton pendingText={t("proving")}>{t("prove")}</SubmitButton>
          </ProvenForm>
        </>
      )}
    </div>
  );
}
