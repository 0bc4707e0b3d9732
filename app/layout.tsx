import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { FrameMessages } from "@/components/layout/client-messages";
import { FocusKeeper } from "@/components/layout/focus-keeper";
import { sans } from "@/components/layout/font";
import { OfflineGuard } from "@/components/layout/offline-guard";
import { SandboxNotice } from "@/components/layout/sandbox-notice";
import { PAPER } from "@/components/layout/theme-colors";
import { accentStyle } from "@/lib/brand/colours/style";
import { getBrand } from "@/lib/brand/current";
import { imagePath, pngPath } from "@/lib/brand/images/paths";
import "./globals.css";

const OUR_ICONS = {
  icon: [
    { url: "/favicon.ico", sizes: "48x48" },
    { url: "/icon.svg", sizes: "any", type: "image/svg+xml" },
  ],
  apple: "/apple-touch-icon.png",
};

export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const t = await getTranslations("app");
  const { name: partner, icon } = await getBrand();
  return {
    title: { default: `${t("title")} · ${partner}`, template: `%s · ${partner}` },
    description: t("description"),
    robots: { index: false, follow: false },
    icons: icon ? { icon: imagePath(icon), apple: pngPath(icon) } : OUR_ICONS,
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: PAPER.light },
    { media: "(prefers-color-scheme: dark)", color: PAPER.dark },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered per request, because the policy's nonce and the settings are known only then.
  await connection();
  const t = await getTranslations("app");
  return (
    <html lang={await getLocale()} className={sans.variable} style={accentStyle((await getBrand()).accent)}>
      <head>
        {/* Not in `viewport`: Next replaces that at each navigation, and the browser would compute all styles again, twice. */}
        <meta name="color-scheme" content="light dark" />
      </head>
      <body className="flex min-h-dvh flex-col">
        <a href="#content" className="skip">
          {t("skip")}
        </a>
        <FocusKeeper />
        <OfflineGuard>{t("offline")}</OfflineGuard>
        <SandboxNotice />
        <FrameMessages>{children}</FrameMessages>
      </body>
    </html>
  );
}
