# Two stages: wheels are installed in the first, only what runs is in the second. No privileges, one volume.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/porchlight \
 && /opt/porchlight/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY bot ./bot
COPY migrations ./migrations
RUN /opt/porchlight/bin/pip install --no-cache-dir hatchling \
 && /opt/porchlight/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/porchlight/bin/pip uninstall --yes hatchling

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin porchlight \
 && mkdir /data && chown porchlight /data
COPY --from=build /opt/porchlight /opt/porchlight
ENV PATH=/opt/porchlight/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PORCHLIGHT_DATABASE__URL=sqlite:////data/porchlight.sqlite3 \
    PORCHLIGHT_VAULT__FOLDER=/data/clips \
    PORCHLIGHT_MEDIA__FOLDER=/data/media \
    PORCHLIGHT_SECURITY__HOUSE_KEY=/data/house.key \
    PORCHLIGHT_WEB__HOST=0.0.0.0
USER porchlight
VOLUME /data
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ.get('PORCHLIGHT_WEB__PORT', '8080') + '/healthz', timeout=4)"]
ENTRYPOINT ["porchlight"]
CMD ["run"]
