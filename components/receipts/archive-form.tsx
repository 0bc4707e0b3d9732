import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/components/layout/client-messages";
import { ArchiveProgress } from "@/components/receipts/archive-progress";
import { SelectField } from "@/components/ui/field";
import type { ArchiveProgress as Progress } from "@/lib/receipts/archive/lease";
import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";

type ArchiveFormProps = {
  /** The path of the connection's page. */
  connection: string;
  /** The parameters of the list's filter. */
  filter: Record<string, string>;
  last: Progress | null;
  /** The most receipts of one file. */
  most: number;
};

/** Downloads the listed receipts as a ZIP file. */
export async function ArchiveForm({ connection, filter, last, most }: ArchiveFormProps) {
  const t = await getTranslations("receipts.archive");
  const format = await getTranslations("receipts.page.format");
  const formats = Object.keys(fileFormats) as FileFormat[];
  return (
    <details className="rounded-xl border border-line bg-surface px-5 py-1" open={last?.state === "running"}>
      <summary className="min-h-11 cursor-pointer py-2.5 font-medium">{t("title")}</summary>
      <div className="pt-1 pb-5">
        <p className="mb-4 text-muted">{t(Object.keys(filter).length > 0 ? "leadFiltered" : "lead", { most })}</p>
        <ClientMessages of={["receipts.archive"]}>
          <ArchiveProgress
            action={`${connection}/receipts.zip`}
            address={`${connection}/receipts.zip/progress`}
            last={last}
          >
            {Object.entries(filter).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <SelectField
              id="archive-format"
              name="format"
              label={t("format")}
              options={Object.fromEntries(formats.map((one) => [one, format(one)]))}
            />
          </ArchiveProgress>
        </ClientMessages>
      </div>
    </details>
  );
}
