import { NameMark } from "@/components/layout/wordmark";
import type { Brand } from "@/lib/brand/brand";
import type { Scheme } from "@/lib/brand/colours/palette";
import { imagePath, sizeWithin } from "@/lib/brand/images/paths";

const BOX = { width: 176, height: 32 };

/** The logo or the name in one scheme, whichever one the reader has. */
export function BrandMark({ brand: { name, logo, darkLogo }, scheme }: { brand: Brand; scheme: Scheme }) {
  const image = scheme === "dark" ? (darkLogo ?? logo) : logo;
  if (!image) return <NameMark name={name} />;
  return <img src={imagePath(image)} alt={name} {...sizeWithin(image, BOX)} className="max-w-full object-contain" />;
}
