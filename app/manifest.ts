import type { MetadataRoute } from "next";
import { connection } from "next/server";
import { getLocale, getTranslations } from "next-intl/server";
import { PAPER } from "@/components/layout/theme-colors";
import { getBrand } from "@/lib/brand/current";
import { iconSizes, pngPath } from "@/lib/brand/images/paths";

const OUR_ICONS: MetadataRoute.Manifest["icons"] = [
  { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
  { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
  { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
];

/** The web app manifest: the name and the icons of a shortcut on a home screen. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  // The settings are known only at run time.
  await connection();
  const t = await getTranslations("app");
  const { name: partner, icon } = await getBrand();
  return {
    id: "/",
    name: `${t("title")} · ${partner}`,
    short_name: partner,
    description: t("description"),
    lang: await getLocale(),
    start_url: "/",
    // A window of its own could have cookies of its own. Links in emails and the way back from ReceiptHero would then
    // open where nobody is signed in.
    display: "browser",
    theme_color: PAPER.light,
    background_color: PAPER.light,
    icons: icon ? [{ src: pngPath(icon), sizes: iconSizes(icon), type: "image/png" }] : OUR_ICONS,
  };
}
