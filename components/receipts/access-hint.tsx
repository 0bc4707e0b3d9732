import { getTranslations } from "next-intl/server";
import { Link } from "@/components/ui/link";
import type { ReceiptAccess } from "@/lib/receipts/access";

type AccessHintProps = {
  access: ReceiptAccess;
  receiptheroId: string;
  /** Whether the viewer may change the connection. */
  mayChange: boolean;
  partner: string;
};

/** Why the receipts of a connection cannot be opened; empty when they can. */
export async function AccessHint({ access, receiptheroId, mayChange, partner }: AccessHintProps) {
  const t = await getTranslations("receipts");
  if (access === "granted") return null;
  return (
    <p className="text-muted">
      {t(access, { partner })} {/* How to get back what is ending or has ended, the connection's own page says. */}
      {access === "notGranted" && !mayChange && t("grantByMember")}
      {access === "notGranted" && mayChange && (
        <Link
          href={`/connections/new?${new URLSearchParams({ reconnect: receiptheroId })}`}
          className="inline-block py-0.5 text-ink underline underline-offset-4 hover:text-accent"
        >
          {t("grant")}
        </Link>
      )}
    </p>
  );
}
