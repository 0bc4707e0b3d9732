import { redirect } from "next/navigation";
import { businessAtHand } from "../../at-hand";

/** Leads to the connections of the business that was used last. */
export default async function AnyConnectionsPage({ searchParams }: PageProps<"/connections">) {
  const { visit } = await searchParams;
  redirect(`${await businessAtHand()}/connections${visit === "unmatched" ? "?visit=unmatched" : ""}`);
}
