# The service. There is no build step: Node runs the TypeScript as it stands. docs/docker.md says how to run it.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="ringfence" \
      org.opencontainers.image.description="Finds the rings behind accounts: signals in, coordinated rings out, on Neo4j." \
      org.opencontainers.image.licenses="Apache-2.0"
# In a container loopback is the container's own; who may reach the port is said where it is published.
ENV NODE_ENV=production \
    RINGFENCE_HOME=/var/lib/ringfence \
    RINGFENCE_HTTP_HOST=0.0.0.0 \
    RINGFENCE_HTTP_PORT=8787
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY cypher ./cypher
COPY src ./src
# Open as /tmp is: the user who reads the secret files may be any (docs/docker.md, "Users"), and there is one process only.
RUN install -d -m 1777 /var/lib/ringfence
USER 1000:1000
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["node", "/app/src/health.ts"]
ENTRYPOINT ["node", "/app/src/cli/ringfence.mjs"]
CMD ["serve"]
