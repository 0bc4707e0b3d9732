import { getLocale, getTranslations } from "next-intl/server";
import { BrandMark } from "@/components/admin/brand/brand-mark";
import type { Brand } from "@/lib/brand/brand";
import { MAIL_PAPER, type Scheme } from "@/lib/brand/colours/palette";
import { schemeStyle } from "@/lib/brand/colours/style";
import { tonesOf } from "@/lib/brand/colours/tones";
import { env } from "@/lib/env";
import { localeOfTag } from "@/lib/i18n/locales";
import { senderAddress } from "@/lib/mail/sender";

type PreviewProps = { brand: Brand; scheme: Scheme };

/** The sign-in page and an email in one scheme, whichever one the reader has. They are pictures: nothing in them works. */
export async function Preview({ brand, scheme }: PreviewProps) {
  const t = await getTranslations("admin.brand.preview");
  const { accent } = tonesOf(brand.accent, scheme);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-3">
        <span className="font-medium">{t(scheme)}</span>
        {brand.accent !== null && (
          <span className="block text-muted text-sm">
            {accent === brand.accent
              ? t("kept", { colour: accent })
              : t("corrected", { own: brand.accent, colour: accent })}
          </span>
        )}
      </figcaption>
      <div
        aria-hidden="true"
        inert
        className="grid gap-4 rounded-2xl border border-line p-4"
        style={schemeStyle(brand.accent, scheme)}
      >
        <SignIn brand={brand} scheme={scheme} />
        <Email brand={brand} scheme={scheme} />
      </div>
    </figure>
  );
}

async function SignIn({ brand, scheme }: PreviewProps) {
  const t = await getTranslations("signIn");
  const app = await getTranslations("app");
  const { name: partner, supportUrl, termsUrl, privacyUrl } = brand;
  const welcome = brand.welcome[localeOfTag(await getLocale()) ?? "en"];
  const links = [supportUrl && app("help"), termsUrl && app("terms"), privacyUrl && app("privacy")];
  const lead = env().SIGN_UP === "open" ? t("lead", { partner }) : t("leadInvited", { partner });
  return (
    <div className="grid justify-items-center gap-4">
      <BrandMark brand={brand} scheme={scheme} />
      <div className="w-full rounded-2xl bg-surface px-5 py-6">
        <p className="font-semibold text-xl tracking-tight">{t("title")}</p>
        {welcome && <p className="wrap-anywhere mt-2">{welcome}</p>}
        <p className="wrap-anywhere mt-2 text-muted">{lead}</p>
        <p className="mt-4 mb-1.5 font-medium">{t("email")}</p>
        <p className="field" />
        <p className="button button-primary mt-4 w-full">{t("submit")}</p>
        <p className="mt-3 text-accent text-sm underline underline-offset-4">{t("oidc", { name: "OpenID" })}</p>
      </div>
      <p className="text-muted text-sm">{links.filter(Boolean).join(" · ")}</p>
    </div>
  );
}

async function Email({ brand, scheme }: PreviewProps) {
  const t = await getTranslations("admin.brand.preview");
  const mail = await getTranslations("mail.signIn");
  return (
    <div className="rounded-xl border border-line p-5" style={{ background: MAIL_PAPER[scheme] }}>
      <p className="wrap-anywhere mb-4 border-line border-b pb-3 text-muted text-sm">
        {t("from", { sender: brand.senderName ? `${brand.senderName} <${senderAddress()}>` : env().EMAIL_FROM })}
      </p>
      {brand.logo && <BrandMark brand={brand} scheme={scheme} />}
      <p className="wrap-anywhere mt-4">{mail("subject", { partner: brand.name })}</p>
      <p className="button button-primary mt-4">{mail("button")}</p>
    </div>
  );
}
