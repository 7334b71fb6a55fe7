# The house in one image: api, worker and command line are the same program.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
RUN node scripts/ensure-only.mjs
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY libs/rulebook/data libs/rulebook/data
COPY examples examples
USER node
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/apps/api/main.js"]
