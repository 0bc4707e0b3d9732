import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { operationsOf } from "@/components/api-reference/document";
import { OperationSection } from "@/components/api-reference/operation-section";
import { RichText } from "@/components/api-reference/rich-text";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { Wordmark } from "@/components/layout/wordmark";
import { api } from "@/lib/api/app";
import { describeApi } from "@/lib/api/document";
import { getBrand } from "@/lib/brand/current";
import { apiProblems } from "@/lib/http/api-problems";
import { API_PATH } from "@/lib/http/paths";

const LINK = "underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent";

/** The standard of problems. */
const PROBLEM_RFC = "9457";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("apiReference");
  return { title: t("title") };
}

/** The reference of the API, made from its document. Everyone may read it, as the document. */
export default async function ApiReferencePage() {
  const document = describeApi(api, (await getBrand()).name);
  const operations = operationsOf(document);
  const groups = Map.groupBy(operations, ({ tags = [] }) => tags[0] ?? "");
  const t = await getTranslations("apiReference");
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-x-6 px-5 pt-4">
        <Wordmark />
        <LanguageSwitch className="-ml-2" />
      </header>
      <main id="content" className="mx-auto w-full max-w-4xl grow px-5 pt-8 pb-20">
        <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
        <p className="mt-4 max-w-2xl">
          <RichText>{document.info.description ?? ""}</RichText>
        </p>
        <p className="wrap-anywhere mt-3">{t("server", { url: document.servers?.[0]?.url ?? "" })}</p>
        <p className="wrap-anywhere mt-3">
          {t("key", { header: "Authorization: Bearer <key>", path: "/admin/api-keys" })}
        </p>
        <p className="mt-3">
          <a href={`${API_PATH}/openapi.json`} className={LINK}>
            {t("document")}
          </a>
        </p>
        <nav aria-label={t("contents")} className="mt-8">
          <ul className="grid gap-1 sm:grid-cols-2">
            {operations.map(({ operationId, summary }) => (
              <li key={operationId}>
                <a lang="en" href={`#${operationId}`} className={`inline-block py-1 ${LINK}`}>
                  {summary}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {[...groups].map(([tag, of]) => (
          <section key={tag} aria-label={tag} className="mt-14">
            <h2 lang="en" className="font-semibold text-2xl tracking-tight">
              {tag}
            </h2>
            {of.map((operation) => (
              <OperationSection key={operation.operationId} document={document} operation={operation} />
            ))}
          </section>
        ))}
        <section aria-labelledby="problems" className="mt-14">
          <h2 id="problems" className="font-semibold text-2xl tracking-tight">
            {t("problems")}
          </h2>
          <p className="mt-3">{t("problemsBody", { rfc: PROBLEM_RFC })}</p>
          <dl className="mt-6 grid gap-4">
            {Object.entries(apiProblems).map(([code, { status, title }]) => (
              <div key={code} id={`problem-${code}`}>
                <dt>
                  <code className="font-mono font-medium text-sm">{code}</code>{" "}
                  <span className="text-muted text-sm">{status}</span>
                </dt>
                <dd lang="en">{title}</dd>
              </div>
            ))}
          </dl>
        </section>
      </main>
    </>
  );
}
