import { env } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";

/** A text of the brand in the languages in which it was written. */
export type OwnTexts = Partial<Record<Locale, string>>;

/** An image, which lib/brand/images/paths.ts gives an address. */
export type BrandImage = {
  hash: string;
  type: "svg" | "png";
  /** Its natural size, in pixels. */
  width: number;
  height: number;
};

/** The places of images: the logo, the logo for the dark scheme, and the favicon. */
export const imagePlaces = ["logo", "darkLogo", "icon"] as const;

export type ImagePlace = (typeof imagePlaces)[number];

/** How the partner appears to others. */
export type Brand = {
  /** Grows with each change; 0 when nothing was ever changed. */
  version: number;
  name: string;
  /** `#rrggbb`; null for our green. lib/brand/colours makes the colours of pages and emails from it. */
  accent: string | null;
  /** An https or mailto URL, or null. */
  supportUrl: string | null;
  termsUrl: string | null;
  privacyUrl: string | null;
  /** The name in the From field of emails; null for that of EMAIL_FROM. */
  senderName: string | null;
  /** The email that gets the replies, or null. */
  replyTo: string | null;
  welcome: OwnTexts;
  /** The message for the consent page, with the placeholders of `fillConsent`. */
  consent: OwnTexts;
} & Record<ImagePlace, BrandImage | null>;

/** The brand as admins changed it: a null was left to the settings. */
export type OwnBrand = Omit<Brand, "name"> & { name: string | null };

/** The part of it that the form of texts changes. */
export type OwnWords = Omit<OwnBrand, ImagePlace>;

/** The brand when nothing was changed. */
export const NO_BRAND: OwnBrand = {
  version: 0,
  name: null,
  accent: null,
  supportUrl: null,
  termsUrl: null,
  privacyUrl: null,
  senderName: null,
  replyTo: null,
  welcome: {},
  consent: {},
  logo: null,
  darkLogo: null,
  icon: null,
};

/** The brand that pages show: what admins changed, and the settings for the rest. */
export function completed(own: OwnBrand): Brand {
  const { PARTNER_NAME, PARTNER_SUPPORT_URL, PARTNER_PRIVACY_URL } = env();
  return {
    ...own,
    name: own.name ?? PARTNER_NAME,
    supportUrl: own.supportUrl ?? PARTNER_SUPPORT_URL ?? null,
    privacyUrl: own.privacyUrl ?? PARTNER_PRIVACY_URL ?? null,
  };
}
