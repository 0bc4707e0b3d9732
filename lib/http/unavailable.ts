import "server-only";
import { getTranslations } from "next-intl/server";

/** The answer of a handler that could not do its work, such as while the database does not answer. */
export async function unavailable(): Promise<Response> {
  const t = await getTranslations("errors");
  const error = { code: "storage_unavailable", message: t("unavailable") };
  return Response.json({ error }, { status: 503, headers: { "Cache-Control": "no-store" } });
}
