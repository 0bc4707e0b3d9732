import NextLink, { type LinkProps } from "next/link";

/**
 * A link to a page of ours. Its page is requested when the link is followed, and not before. Next would request the page
 * of each visible link ahead of time: twenty requests for a page of staff. Our pages have no loading state that could be
 * ready earlier, so this would only cost the server and the phone. It would also count a receipt as opened.
 */
export function Link<T>(props: LinkProps<T>) {
  return <NextLink prefetch={false} {...props} />;
}
