import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { signInPath } from "@/lib/auth/return-to";
import { signInErrors } from "@/lib/auth/sign-in/errors";
import { wantedPath } from "@/lib/auth/wanted-path";
import { getBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { LIMIT_MINUTES, SIGN_IN_LINK_MINUTES } from "@/lib/lifetimes";

type Props = PageProps<"/sign-in/error">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const t = await getTranslations("signIn.failed");
  const { kind } = await readKind(searchParams);
  return { title: t(`${kind}Title`, await wordsOf(kind)) };
}

/** The errors about which a user may contact the partner. Their pages show a code. */
const CODED: readonly string[] = ["disabled", "unclaimed", "addressless"];

/** The errors for which signing in again does not help. */
const ELSEWHERE: readonly string[] = ["changed", "disabled"];

async function readKind(searchParams: Props["searchParams"]) {
  const { error } = await searchParams;
  const [code, kind] = Object.entries(signInErrors).find(([known]) => known === error) ?? ["", "other" as const];
  return { code, kind };
}

/** The names and numbers in the texts of an error. */
async function wordsOf(kind: string) {
  const t = await getTranslations("signIn");
  const { name: partner } = await getBrand();
  const { oidc } = env();
  const provider = oidc?.name ?? t("failed.provider");
  const minutes = kind === "often" ? LIMIT_MINUTES : SIGN_IN_LINK_MINUTES;
  return { partner, provider, minutes, button: t("oidc", { name: provider }) };
}

/** The errors of Auth.js, `Verification` and `AccessDenied`, our own reasons, and one text for all other errors. */
export default async function SignInErrorPage({ searchParams }: Props) {
  const t = await getTranslations("signIn.failed");
  const { code, kind } = await readKind(searchParams);
  const words = await wordsOf(kind);
  return (
    <PaperPage title={t(`${kind}Title`, words)}>
      <p className="mt-3">{t(`${kind}Body`, words)}</p>
      <ButtonLink
        href={signInPath(await wantedPath())}
        look={ELSEWHERE.includes(kind) ? "secondary" : "primary"}
        className="mt-7"
      >
        {t("again")}
      </ButtonLink>
      {CODED.includes(kind) && <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code })}</p>}
    </PaperPage>
  );
}
