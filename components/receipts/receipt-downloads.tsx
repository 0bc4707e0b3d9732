import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";

/** The files of a receipt. Each is a form instead of a link, because Next would fetch a link's target as a page. */
export async function ReceiptDownloads({ page }: { page: string }) {
  const t = await getTranslations("receipts.page");
  return (
    <fieldset className="flex w-full gap-2" aria-label={t("downloads")}>
      {Object.keys(fileFormats).map((format) => (
        <form key={format} action={`${page}/${format}`} className="grow">
          <Button
            type="submit"
            look="secondary"
            className="w-full whitespace-nowrap px-2 text-sm"
            aria-label={t(`download.${format as FileFormat}`)}
          >
            <Icon name="download" className="hidden size-4 shrink-0 sm:block" />
            {t(`format.${format as FileFormat}`)}
          </Button>
        </form>
      ))}
    </fieldset>
  );
}
