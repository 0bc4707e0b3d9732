import { z } from "zod";
import type { OwnTexts, OwnWords } from "@/lib/brand/brand";
import { hasUnknownPlaceholder } from "@/lib/brand/placeholders";
import { emailAddress, parseEmailAddress, readableEmailAddress } from "@/lib/email-address";
import { MAX_BRAND_NAME, MAX_CONSENT, MAX_URL, MAX_WELCOME } from "@/lib/forms/field-limits";
import { name, singleLine } from "@/lib/forms/fields";
import { contactUrl } from "@/lib/settings/formats";

/** An https URL, as a browser writes it: `https:example.com` would lead to a page of ours. */
const httpsUrl = singleLine(1, MAX_URL)
  .transform((text, context) => {
    const url = URL.parse(text);
    if (url?.protocol === "https:") return url.href;
    context.addIssue("https");
    return z.NEVER;
  })
  .pipe(singleLine(1, MAX_URL));

/** An email or an https URL, as a URL. */
const contact = singleLine(1, MAX_URL).transform((text, context) => {
  const url = contactUrl(text);
  if (url !== null) return url;
  context.addIssue("contact");
  return z.NEVER;
});

/** A colour as `#rrggbb`. The sign may be missing, and three digits stand for six. */
const colour = singleLine(1, 20).transform((text, context) => {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1]?.toLowerCase();
  if (digits !== undefined) return `#${digits.length === 3 ? digits.replace(/./g, "$&$&") : digits}`;
  context.addIssue("colour");
  return z.NEVER;
});

/** A text of several lines, which is shown as one. */
const inOneLine = (max: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, " "))
    .pipe(name(1, max));

const welcome = inOneLine(MAX_WELCOME).optional();
const consent = inOneLine(MAX_CONSENT)
  .refine((text) => !hasUnknownPlaceholder(text), "placeholder")
  .optional();

/** The form of the brand. An empty field leaves it to the settings. */
export const brandForm = z.object({
  /** The version that the form showed. */
  version: z.coerce.number({ error: "malformed" }).int("malformed"),
  name: name(1, MAX_BRAND_NAME).optional(),
  accent: colour.optional(),
  support: contact.optional(),
  terms: httpsUrl.optional(),
  privacy: httpsUrl.optional(),
  sender: name(1, MAX_BRAND_NAME).optional(),
  replyTo: emailAddress().optional(),
  welcomeFi: welcome,
  welcomeSv: welcome,
  welcomeEn: welcome,
  consentFi: consent,
  consentSv: consent,
  consentEn: consent,
});

/** The brand that a form describes. */
export function brandOf(form: z.output<typeof brandForm>): OwnWords {
  const { version, name, accent, support, terms, privacy, sender, replyTo } = form;
  return {
    version,
    name: name ?? null,
    accent: accent ?? null,
    supportUrl: support ?? null,
    termsUrl: terms ?? null,
    privacyUrl: privacy ?? null,
    senderName: sender ?? null,
    replyTo: replyTo ?? null,
    welcome: given({ fi: form.welcomeFi, sv: form.welcomeSv, en: form.welcomeEn }),
    consent: given({ fi: form.consentFi, sv: form.consentSv, en: form.consentEn }),
  };
}

type Texts = Record<"fi" | "sv" | "en", string | undefined>;

function given(texts: Texts): OwnTexts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

/** A field of the form, other than the version. */
export type BrandField = Exclude<keyof z.output<typeof brandForm>, "version">;

/** The fields of the form that shows a brand, without those that are empty. */
export function fieldsOf(brand: OwnWords): Partial<Record<BrandField, string>> {
  const { welcome, consent } = brand;
  const fields: Record<BrandField, string | null | undefined> = {
    name: brand.name,
    accent: brand.accent,
    support: brand.supportUrl && shownContact(brand.supportUrl),
    terms: brand.termsUrl,
    privacy: brand.privacyUrl,
    sender: brand.senderName,
    replyTo: brand.replyTo && readableEmailAddress(brand.replyTo),
    welcomeFi: welcome.fi,
    welcomeSv: welcome.sv,
    welcomeEn: welcome.en,
    consentFi: consent.fi,
    consentSv: consent.sv,
    consentEn: consent.en,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null && value !== ""));
}

/** An https or mailto URL as an admin types it. */
export function shownContact(url: string): string {
  if (!url.startsWith("mailto:")) return url;
  const address = decodeURIComponent(url.slice("mailto:".length));
  return readableEmailAddress(parseEmailAddress(address) ?? address);
}
