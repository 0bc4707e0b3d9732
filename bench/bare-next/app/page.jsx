export const dynamic = "force-dynamic";

/** The least page that Next renders for each request. */
export default function Page() {
  return <p>Hello</p>;
}
