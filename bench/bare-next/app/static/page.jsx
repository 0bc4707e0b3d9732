/** The least page that Next renders once, during the build. */
export default function Page() {
  return <p>Hello</p>;
}
