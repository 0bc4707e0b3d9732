import { redirect } from "next/navigation";
import { checkedRoute } from "@/lib/http/paths";
import { requestedPath } from "@/lib/http/requested-path";
import { defaultBusinessPath } from "../../../default-business-path";

/** Leads to the connect form of the business that the query is about, else of the one that was used last. */
export default async function AnyNewConnectionPage({ searchParams }: PageProps<"/connections/new">) {
  const [, query] = (await requestedPath()).split(/\?(.*)/s);
  const business = await defaultBusinessPath(await searchParams);
  redirect(checkedRoute(`${business}/connections/new${query ? `?${query}` : ""}`));
}
