export { generateMetadata } from "@/app/not-found";
export { NotFoundCard as default } from "@/components/layout/not-found-card";
