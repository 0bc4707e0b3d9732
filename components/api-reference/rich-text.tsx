/** A description of the document, which is in English: texts between backticks are code. */
export function RichText({ children }: { children: string }) {
  const parts = children.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order
      <code key={index} className="wrap-anywhere font-mono text-[0.9em]">
        {part}
      </code>
    ),
  );
  return <span lang="en">{parts}</span>;
}
