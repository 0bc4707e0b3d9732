import { redirect } from "next/navigation";
import { defaultBusinessPath } from "../../default-business-path";

/** Leads to the connections of the business that was used last. */
export default async function AnyConnectionsPage({ searchParams }: PageProps<"/connections">) {
  const { visit } = await searchParams;
  redirect(`${await defaultBusinessPath()}/connections${visit === "unmatched" ? "?visit=unmatched" : ""}`);
}
