import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { signInPath } from "@/lib/auth/return-to";
import { failureReason } from "@/lib/errors/failure-reasons";
import { AUTHORIZATION_REQUEST_MINUTES, TOKEN_EXCHANGE_SECONDS } from "@/lib/lifetimes";

async function readReason(params: Promise<{ reason: string }>) {
  const reason = failureReason.safeParse((await params).reason);
  return reason.success ? reason.data : notFound();
}

export async function generateMetadata({ params }: PageProps<"/outcome/[reason]">): Promise<Metadata> {
  const t = await getTranslations("outcome");
  return { title: t(`${await readReason(params)}.title`) };
}

/** Explains why an authorization request did not create a connection. It works during a database outage. */
export default async function OutcomePage({ params, searchParams }: PageProps<"/outcome/[reason]">) {
  const reason = await readReason(params);
  const t = await getTranslations("outcome");
  const { request } = await searchParams;
  const again: Route =
    typeof request === "string" ? `/connections/new?${new URLSearchParams({ request })}` : "/connections/new";
  return (
    <PaperPage title={t(`${reason}.title`)}>
      <p className="mt-4">
        {t(`${reason}.body`, { minutes: AUTHORIZATION_REQUEST_MINUTES, seconds: TOKEN_EXCHANGE_SECONDS })}
      </p>
      <div className="mt-7 actions">
        {reason === "signed_out" ? (
          <ButtonLink href={signInPath(again)}>{t("signIn")}</ButtonLink>
        ) : (
          reason !== "state_used" && <ButtonLink href={again}>{t("again")}</ButtonLink>
        )}
        <ButtonLink href="/connections" look={reason === "state_used" ? "primary" : "secondary"}>
          {t("home")}
        </ButtonLink>
      </div>
      <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: reason })}</p>
    </PaperPage>
  );
}
