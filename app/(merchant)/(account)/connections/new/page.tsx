import { redirect } from "next/navigation";
import { checkedRoute } from "@/lib/http/paths";
import { requestedPath } from "@/lib/http/requested-path";
import { businessAtHand } from "../../../at-hand";

/** Leads to the connect form of the business that the query is about, else of the one that was used last. */
export default async function AnyNewConnectionPage({ searchParams }: PageProps<"/connections/new">) {
  const [, query] = (await requestedPath()).split(/\?(.*)/s);
  const business = await businessAtHand(await searchParams);
  redirect(checkedRoute(`${business}/connections/new${query ? `?${query}` : ""}`));
}
