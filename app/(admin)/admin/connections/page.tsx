import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { HealthBadge } from "@/components/connections/health-badge";
import { SubmitButton } from "@/components/ui/submit-button";
import { listAllConnections } from "@/lib/admin/list-connections";
import { requireStaff } from "@/lib/auth/session";
import { retryEndingAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.connections");
  return { title: t("title") };
}

export default async function AdminPage() {
  await requireStaff("/admin/connections");
  const connections = await listAllConnections();
  const t = await getTranslations("admin.connections");
  const format = await getFormatter();
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">
        {connections.length > 0 ? t("lead", { count: connections.length }) : t("empty")}
      </p>
      {connections.length > 0 && (
        <section
          aria-label={t("title")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="mt-9 overflow-x-auto rounded-xl border border-line bg-surface"
        >
          <table className="w-full text-left">
            <thead className="text-muted text-sm">
              <tr>
                {(["business", "connection", "status", "since"] as const).map((column) => (
                  <th key={column} scope="col" className="px-5 pt-4 pb-2 font-medium">
                    {t(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {connections.map((connection) => (
                <tr key={connection.receiptheroId} className="border-line border-t align-baseline">
                  <td className="px-5 py-3 font-medium">{connection.merchant.name}</td>
                  <td className="px-5 py-3">
                    {connection.label}
                    <code className="block font-mono text-muted text-xs">{connection.receiptheroId}</code>
                  </td>
                  <td className="px-5 py-3">
                    <HealthBadge health={connection.health} />
                    {connection.revokingSince && (
                      <form action={retryEndingAction} className="mt-1 text-muted text-sm">
                        <input type="hidden" name="receiptheroId" value={connection.receiptheroId} />
                        <p>
                          {t("waiting", {
                            date: format.dateTime(connection.revokingSince, {
                              dateStyle: "medium",
                              timeStyle: "short",
                            }),
                          })}
                        </p>
                        {connection.revocationError && <p>{connection.revocationError}</p>}
                        <SubmitButton look="secondary" pendingText={t("retrying")}>
                          {t("retry")}
                        </SubmitButton>
                      </form>
                    )}
                  </td>
                  <td className="whitespace-nowrap px-5 py-3 text-muted">
                    {format.dateTime(connection.connectedAt, { dateStyle: "medium" })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
