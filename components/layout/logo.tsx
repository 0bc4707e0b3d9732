import type { Brand, BrandImage } from "@/lib/brand/brand";
import { imagePath, sizeWithin } from "@/lib/brand/images/paths";

const BOX = { width: 176, height: 32 };

type Logos = Pick<Brand, "name" | "darkLogo"> & { logo: BrandImage };

/** The partner's logo: the one for the dark scheme on a dark screen, and on paper always the other one. */
export function Logo({ name, logo, darkLogo }: Logos) {
  const dark = darkLogo && { srcSet: imagePath(darkLogo), ...sizeWithin(darkLogo, BOX) };
  return (
    <picture className="inline-flex min-w-0">
      {dark && <source media="screen and (prefers-color-scheme: dark)" {...dark} />}
      <img src={imagePath(logo)} alt={name} {...sizeWithin(logo, BOX)} className="max-w-full object-contain" />
    </picture>
  );
}
