# One node of the WordCount sample. The program is published outside, so no SDK image is needed:
#   dotnet publish samples/WordCount -c Release -o artifacts/wordcount
#   docker build --tag actors-wordcount .
# Where no registry is reachable: eng/base-image.sh, then --build-arg BASE=actors-base:local
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0
FROM ${BASE}

WORKDIR /app
COPY artifacts/wordcount/ ./

# Settings: docs/operations.md. The secret has no default: a node without one does not start.
ENV ACTORS_PORT=4050 \
    ACTORS_HEALTH_PORT=8080 \
    DOTNET_EnableDiagnostics=0 \
    DOTNET_gcServer=0
EXPOSE 4050 8080

# The public image names its unprivileged user in APP_UID; a number needs no entry in /etc/passwd.
USER ${APP_UID:-1654}

# The node program asks itself; the image needs neither a shell nor curl for it.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 \
    CMD ["dotnet", "WordCount.dll", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "WordCount.dll"]
CMD ["node"]
