# docker build -t board . && docker run --rm -p 6006:6006 -v ~/runs:/logs:ro board
FROM python:3.12 AS build
COPY . /src
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /src

FROM python:3.12-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir /wheels/*.whl
ENV XDG_CACHE_HOME=/tmp/cache
USER nobody
EXPOSE 6006
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:6006/healthz')"]
ENTRYPOINT ["board", "--host", "0.0.0.0", "--port", "6006"]
CMD ["--logdir", "/logs"]
