import type { Metadata, Route } from "next";
import { getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { hasProof } from "@/lib/auth/proof/proof";
import { downloadPath } from "@/lib/auth/proof/proof-before-download";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { checkedRoute } from "@/lib/http/paths";
import { PROOF_MINUTES } from "@/lib/lifetimes";
import { proveForDownloadAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("download");
  return { title: t("title") };
}

/** Asks for a proof before a download, and offers the download afterwards. */
export default async function DownloadPage({ searchParams }: PageProps<"/download">) {
  const query = await searchParams;
  const to = downloadPath(query.to);
  const user = await requireUser();
  const t = await getTranslations("download");
  if (!to) {
    return (
      <PaperPage title={t("nothingTitle")}>
        <p className="mt-3">{t("nothing")}</p>
        <Back href="/" />
      </PaperPage>
    );
  }
  const [path = "", search] = to.split("?");
  const isOfBusiness = path.startsWith("/businesses/");
  const back = checkedRoute(
    isOfBusiness ? path.replace(/export$/, "settings#data") : path.replace(/\/export$|\.zip$/, ""),
  );
  if (!(await hasProof(user))) {
    return (
      <PaperPage title={t("title")}>
        <p className="mt-3">{t("lead")}</p>
        <ProvenForm action={proveForDownloadAction} className="mt-7 grid">
          <input type="hidden" name="to" value={to} />
          <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
        </ProvenForm>
        <Back href={back} />
      </PaperPage>
    );
  }
  return (
    <PaperPage title={t("readyTitle")}>
      <p className="mt-3">{t("ready", { minutes: PROOF_MINUTES })}</p>
      {/* A form instead of a link, because the download must not be prefetched. */}
      <form action={path} className="mt-7 grid">
        {[...new URLSearchParams(search)].map(([name, value]) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        <Button type="submit">{t("start")}</Button>
      </form>
      <Back href={back} />
    </PaperPage>
  );
}

async function Back({ href }: { href: Route }) {
  const t = await getTranslations("download");
  return (
    <ButtonLink href={href} look="quiet" className="mt-2 w-full">
      {t("back")}
    </ButtonLink>
  );
}
