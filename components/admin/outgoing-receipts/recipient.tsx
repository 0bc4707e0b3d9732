import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";

type RecipientProps = { receipt: { receiptheroId: string | null; business: string | null } };

/** The connection for which a receipt is sent, with a link to it; or that tokens name the recipient. */
export function Recipient({ receipt: { receiptheroId, business } }: RecipientProps) {
  const t = useTranslations("admin.outgoingReceipts");
  if (receiptheroId === null) return <span className="text-muted">{t("byTokens")}</span>;
  return (
    <>
      <Link
        href={connectionPath(receiptheroId)}
        className="inline-block min-h-6 underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent"
      >
        {business}
      </Link>
      <code className="block font-mono text-muted text-xs">{receiptheroId}</code>
    </>
  );
}
