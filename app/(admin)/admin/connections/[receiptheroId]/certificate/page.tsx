import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CertificateSheet } from "@/components/admin/connection-detail/certificate-sheet";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { env } from "@/lib/env";
import { connectionPath } from "@/lib/http/paths";
import { requestedSegment } from "@/lib/http/requested-path";
import "./print.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.certificate");
  return { title: t("title") };
}

/** The printable certificate of a disconnected connection. Otherwise the page does not exist. */
export default async function CertificatePage() {
  const staff = await requireStaff();
  const receiptheroId = await requestedSegment(2);
  const path = connectionPath(receiptheroId);
  const certificate = (await getCertificate(staff, receiptheroId)) ?? notFound();
  const { RECEIPTHERO_SANDBOX_URL } = env();
  const { name: partner } = await getBrand();
  const t = await getTranslations("admin.certificate");
  const link = "inline-flex min-h-11 items-center gap-2 hover:text-accent";
  return (
    <>
      <div className="mx-auto mb-3 flex max-w-[210mm] flex-wrap items-center justify-between gap-x-6 text-muted text-sm print:hidden">
        <Link href={path} className={link}>
          <Icon name="arrow-left" />
          {t("back")}
        </Link>
        <p>{t("print")}</p>
        {/* Not a Link: the target is not a page, and must not be prefetched. */}
        <a
          href={`${path}/certificate.json` satisfies Route<`${typeof path}/certificate.json`>}
          className={`${link} underline underline-offset-4`}
        >
          {t("json")}
        </a>
      </div>
      <CertificateSheet certificate={certificate} partner={partner} isSandbox={RECEIPTHERO_SANDBOX_URL !== undefined} />
    </>
  );
}
