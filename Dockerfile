# One image for servers, workers, migrations and admin commands: the artefact dist/ on Node 24. See docs/operations.md.

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN ["npm", "run", "build"]

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build /src/dist .
# Nothing is written, so the root file system may be read-only.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/api/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
