import { useTranslations } from "next-intl";
import { Fact, Facts, Panel } from "@/components/admin/shared/panel";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { MetadataDrift } from "@/components/connections/metadata-drift";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StaffConnection } from "@/lib/connections/get-for-staff";
import { metadataDrift } from "@/lib/connections/metadata/drift";
import { toEntries, toText } from "@/lib/connections/metadata/metadata";

type ConnectionMetadataProps = {
  connection: StaffConnection;
  /** The action to accept ReceiptHero's values; null for support. */
  accept: ((formData: FormData) => Promise<void>) | null;
};

/** A connection's metadata. If ReceiptHero reports other values, it shows both. */
export function ConnectionMetadata({ connection, accept }: ConnectionMetadataProps) {
  const t = useTranslations("admin.connection.metadata");
  const { receiptheroId, partnerMetadata, reportedMetadata, reportedAt, reportedPrint } = connection;
  const entries = toEntries(partnerMetadata);
  if (reportedAt === null && entries.length === 0) return null;
  return (
    <Panel id="metadata" title={t("title")}>
      {reportedAt === null ? (
        <Facts>
          {entries.map(([key, value]) => (
            <Fact key={key} term={key}>
              {toText(value)}
            </Fact>
          ))}
        </Facts>
      ) : (
        <>
          <p className="mb-4">{t.rich("drift", { date: () => <StaffTime at={reportedAt} to="second" /> })}</p>
          <MetadataDrift rows={metadataDrift(partnerMetadata, reportedMetadata)} />
          {accept && (
            <Form action={accept} className="mt-5">
              <input type="hidden" name="receiptheroId" value={receiptheroId} />
              <input type="hidden" name="seen" value={reportedPrint ?? ""} />
              <SubmitButton look="secondary" pendingText={t("accepting")}>
                {t("accept")}
              </SubmitButton>
            </Form>
          )}
        </>
      )}
    </Panel>
  );
}
