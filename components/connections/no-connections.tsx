import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { getBrand } from "@/lib/brand/current";
import { businessPath } from "@/lib/http/paths";
import { isMember, type Viewer } from "@/lib/principal";

/** The empty list of connections: what connecting brings, the way there, and its steps. A reader learns who can do it. */
export async function NoConnections({ viewer }: { viewer: Viewer }) {
  const t = await getTranslations("connections");
  const { id, name } = viewer.merchant;
  const mayConnect = isMember(viewer);
  const { name: partner } = await getBrand();
  return (
    <section className="mt-7 flex items-center gap-10 rounded-2xl border border-line bg-surface px-6 py-8 sm:px-10 sm:py-11">
      <div className="min-w-0 grow">
        <h2 className="font-semibold text-2xl tracking-tight">
          {t(mayConnect ? "empty.title" : "empty.titleForReader")}
        </h2>
        <p className="wrap-anywhere mt-2.5 max-w-md text-muted">
          {mayConnect ? t("empty.body", { business: name, partner }) : t("empty.bodyForReader")}
        </p>
        {mayConnect && (
          <>
            <p className="actions mt-7">
              <ButtonLink href={`${businessPath(id)}/connections/new`}>{t("connect")}</ButtonLink>
            </p>
            <Steps />
          </>
        )}
      </div>
      <SmallReceipt />
    </section>
  );
}

async function Steps() {
  const t = await getTranslations("connections");
  return (
    <ol className="fold mt-8 grid max-w-xl gap-x-6 gap-y-2 pt-5 text-muted text-sm sm:grid-cols-3">
      {(["step1", "step2", "step3"] as const).map((step, index) => (
        <li key={step} className="flex items-baseline gap-2.5">
          <span aria-hidden="true" className="font-mono text-accent">
            {index + 1}
          </span>
          {t(`empty.${step}`)}
        </li>
      ))}
    </ol>
  );
}

/** A till receipt without words: lines, a total and a bar code. */
function SmallReceipt() {
  return (
    <div aria-hidden="true" className="shrink-0 rotate-3 drop-shadow-[0_8px_20px_rgb(20_50_40/0.14)] max-md:hidden">
      <div className="torn w-40 rounded-t-lg bg-paper px-5 pt-6">
        <svg
          aria-hidden="true"
          viewBox="0 0 120 150"
          className="mb-4 w-full text-field"
          fill="none"
          stroke="currentColor"
          strokeWidth="3"
        >
          <path d="M34 6h52M44 18h32" />
          <path d="M0 42h58M98 42h22M0 56h44M102 56h18M0 70h66M96 70h24" className="text-line" stroke="currentColor" />
          <path d="M0 88h120" strokeDasharray="2 4" strokeWidth="1.5" />
          <path d="M0 104h30M84 104h36" className="text-accent" stroke="currentColor" strokeWidth="5" />
          <path
            d="M20 124v24M26 124v24M34 124v24M38 124v24M48 124v24M56 124v24M60 124v24M70 124v24M76 124v24M86 124v24M92 124v24M98 124v24"
            strokeWidth="2"
          />
        </svg>
      </div>
    </div>
  );
}
