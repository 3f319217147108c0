# Wiredesk in a container: the first stage builds it, the second is what runs.
# Only plain instructions, so that every builder takes it. deploy/image.sh builds and runs it for real.

FROM rust:1-slim-bookworm AS build
# librdkafka and OpenSSL are built from the sources in their crates: make, perl, and beside the
# base's C compiler one for C++, which librdkafka insists on. The versions are Debian's current
# ones: one named here would disappear from its mirrors with the next security fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Debug info would be cut from the image anyway; not making it shortens the build. Function
# names stay, so that a backtrace can be read.
ENV CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=debuginfo
# The dependencies first, with an empty program in our place: a change in src/ then costs the
# build of src/ alone. cargo wants to see the file of each bench that Cargo.toml gives no path for.
COPY Cargo.toml Cargo.lock ./
COPY benches benches
RUN mkdir src \
    && echo 'fn main() {}' >src/main.rs \
    && touch src/lib.rs \
    && cargo build --release --locked \
    && rm -r src
COPY src src
COPY config config
# COPY keeps the times of files; cargo must see that they are newer than the empty ones.
RUN touch src/main.rs src/lib.rs && cargo build --release --locked
# What the image takes, with modes that do not depend on the umask of whoever checked it out.
COPY LICENSE ./
RUN install -D -t /out/bin target/release/wiredesk \
    && install -D -m 0644 -t /out/doc LICENSE \
    && cp -r config /out/etc \
    && chmod -R u=rwX,go=rX /out

FROM debian:bookworm-slim
# All that the daemon asks of the system: whom to trust in TLS, and the time zones that feeds
# can name.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/doc /usr/share/doc/wiredesk
# To be mounted over with a folder of your own: wiredesk.toml, feeds.d/, rules/.
COPY --from=build /out/etc /etc/wiredesk
COPY --from=build /out/bin/wiredesk /usr/local/bin/wiredesk

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="wiredesk" \
      org.opencontainers.image.description="Polls the feeds of wire services and publishes clean, deduplicated, tagged articles to Kafka, exactly once" \
      org.opencontainers.image.source="https://github.com/wiredesk/wiredesk" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# The C library keeps a heap for each of many threads; two are enough, and take a third less memory.
ENV MALLOC_ARENA_MAX=2
# A number, not a name: an orchestrator that insists on "not root" can see that it is not.
# It owns no file and needs to write none: the root can be read-only, without any tmpfs.
USER 65532:65532
# Drains, commits what it holds and leaves its group, within daemon.shutdown_deadline (10s).
STOPSIGNAL SIGTERM
# Ready, not merely alive: "unhealthy" also means that Kafka does not answer. To see why:
# docker exec CONTAINER wiredesk healthcheck. Where admin.listen is not 127.0.0.1:9464, set
# it by WIREDESK__ADMIN__LISTEN, which this reads too, not in the file.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["wiredesk", "healthcheck"]
ENTRYPOINT ["wiredesk"]
CMD ["run", "--config", "/etc/wiredesk/wiredesk.toml"]
