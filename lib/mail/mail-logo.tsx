import type { CSSProperties } from "react";
import type { Brand, BrandImage } from "@/lib/brand/brand";
import { pngPath, sizeWithin } from "@/lib/brand/images/paths";
import { env } from "@/lib/env";

const BOX = { width: 240, height: 40 };

const style = { border: 0, outline: "none", margin: "0 0 24px" };

/** The logo of the partner above an email, as a PNG: few mail clients show an SVG. Nothing without a logo. */
export function MailLogo({ brand: { name, logo, darkLogo } }: { brand: Pick<Brand, "name" | "logo" | "darkLogo"> }) {
  if (!logo) return null;
  if (!darkLogo) return <Logo image={logo} name={name} style={{ ...style, display: "block" }} />;
  return (
    <>
      <Logo image={logo} name={name} className="in-light" style={{ ...style, display: "block" }} />
      <Logo image={darkLogo} name={name} className="in-dark" style={{ ...style, display: "none" }} />
    </>
  );
}

type LogoProps = { image: BrandImage; name: string; className?: string; style: CSSProperties };

function Logo({ image, name, ...look }: LogoProps) {
  return <img alt={name} {...sizeWithin(image, BOX)} src={`${env().APP_URL}${pngPath(image)}`} {...look} />;
}
