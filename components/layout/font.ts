import localFont from "next/font/local";

/**
 * Geist with the letters of Latin languages and the weights that we use, a fifth of the whole font. A name in other
 * letters gets them from the system, and so do texts in monospace (docs/decisions/0069-light-pages.md).
 */
export const sans = localFont({
  src: "../../app/fonts/geist-latin.woff2",
  variable: "--font-geist-sans",
  weight: "400 700",
});
