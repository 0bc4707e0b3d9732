import type { SubmissionResult } from "@conform-to/react";
import { getTranslations } from "next-intl/server";
import { HealthBadge } from "@/components/connections/health-badge";
import { HealthReason } from "@/components/connections/health-reason";
import { LabelForm } from "@/components/connections/label-form";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import type { Connection } from "@/lib/connections/get-for-merchant";

type ConnectionHeadingProps = {
  connection: Connection;
  /** A page about one connection, or a part of another page. */
  level: "h1" | "h3";
  /** Whether the viewer may change the connection. */
  mayChange: boolean;
  relabel: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
};

/** The name of a connection with its health, the reason for it, and a pencil to rename it. */
export async function ConnectionHeading({ connection, level: Heading, mayChange, relabel }: ConnectionHeadingProps) {
  const t = await getTranslations("connection");
  const { receiptheroId, label, health } = connection;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups fields
    <div
      role="group"
      aria-label={t("status")}
      className="relative grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3"
    >
      <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1">
        <Heading
          className={`wrap-anywhere font-semibold tracking-tight ${Heading === "h1" ? "text-2xl sm:text-3xl" : "text-xl"}`}
        >
          {label}
        </Heading>
        <HealthBadge health={health} />
      </div>
      {mayChange && (
        <ClientMessages of={["connect", ...FORM_TEXTS]}>
          <LabelForm action={relabel} receiptheroId={receiptheroId} label={label} />
        </ClientMessages>
      )}
      <p className="col-span-full mt-1.5 text-muted">
        <HealthReason facts={connection} viewer={mayChange ? "merchant" : "reader"} />
      </p>
    </div>
  );
}
